/**
 * Turns of phrase that nobody else uses, or that are not American: for messages, code, and pages. Single words of pages
 * are left to cspell.
 */
export const DIALECT =
  /\b(mend|anew|tells? of|told|in place of|not to be had|for a while|stands? in the way|be made out|somebody|whoever|is no (file|directory|token)|shown no|have gone|organisation|licence|cancelled|behaviour|colour)\b/i;

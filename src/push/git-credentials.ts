/** A credential in a git configuration: one that outlives the job, or the job's own token. */
type CredentialKind = "personal" | "job";

/**
 * Tokens of people, by the prefixes of GitHub ("About authentication to GitHub"), GitLab, and Hugging Face, where weights
 * are cloned from; 40 hex digits are GitHub's oldest ones. The workflow's own token begins with ghs_, and ends with the job.
 */
const PERSONAL = /^(gh[pour]_|github_pat_|glpat-|hf_|[0-9a-f]{40}$)/i;
/** Tokens that can be the user's name: `https://<token>@github.com/…`. */
const USER_TOKEN = /^(gh[pousr]_|github_pat_|glpat-|hf_)/i;

/**
 * Finds a credential in the text of a git configuration: the header that actions/checkout up to v5 writes
 * (`http.<url>.extraheader`) or another header with a token, such as GitLab's, or a token or a password in a URL.
 * @returns undefined without one. The `includeIf` of actions/checkout v6 is none.
 */
export function credentialIn(config: string): CredentialKind | undefined {
  const text = config.replace(/\\\r?\n/g, "").replace(/^[^\S\n]*[#;].*$/gm, "");
  const headers = text.matchAll(
    /extraheader\s*=\s*"?[\w-]*(?:authorization|token|cookie):\s*(?:(\w+)\s+)?([^\s"]+)/gi,
  );
  const urls = text.matchAll(/\bhttps?:\/\/([^\s"'/@]+)@/gi);
  const tokens = [
    ...[...headers].flatMap(([, scheme = "", value = ""]) =>
      /^basic$/i.test(scheme) ? tokensInBasic(value) : value,
    ),
    ...[...urls].flatMap(([, userinfo = ""]) => tokensIn(userinfo).map(decoded)),
  ];
  if (tokens.length === 0) return undefined;
  return tokens.some((token) => PERSONAL.test(token)) ? "personal" : "job";
}

/** The password in `user:password`, and the user's name where that is a token. */
function tokensIn(userinfo: string): string[] {
  const [, user = "", password = ""] = /^([^:]*):?(.*)$/s.exec(userinfo) ?? [];
  return [...(USER_TOKEN.test(user) ? [user] : []), ...(password === "" ? [] : [password])];
}

/** @param value of a Basic header; without a colon, all of it is the token. */
function tokensInBasic(value: string): string[] {
  const text = Buffer.from(value, "base64").toString("utf8");
  return text.includes(":") ? tokensIn(text) : [text];
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

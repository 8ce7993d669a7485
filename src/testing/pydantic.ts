/** A number as pydantic reads it, which takes it from a string, too. Anything else stays as it is. */
export function laxNumber(value: unknown): unknown {
  const isNumber = typeof value === "string" && /^\s*\+?\d[\d_]*(\.0*)?\s*$/.test(value);
  return isNumber ? Number(value.replaceAll("_", "")) : value;
}

/** A boolean as pydantic reads it, which takes it from strings and numbers, too. Anything else stays as it is. */
export function laxBoolean(value: unknown): unknown {
  const text = String(value).toLowerCase();
  if (/^(1|t|true|y|yes|on)$/.test(text)) return true;
  return /^(0|f|false|n|no|off)$/.test(text) ? false : value;
}

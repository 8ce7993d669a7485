import { expect, it } from "vitest";
import { credentialIn } from "../../../src/push/git-credentials.ts";

const basic = (text: string) =>
  `[http "https://github.com/"]\n\textraheader = AUTHORIZATION: basic ${Buffer.from(text).toString("base64")}`;
const remote = (userinfo: string) =>
  `[remote "origin"]\n\turl = https://${userinfo}@github.com/a/b`;

it.each([
  ["the job's token", basic("x-access-token:ghs_abc"), "job"],
  ["a person's token", basic("x-access-token:ghp_abc"), "personal"],
  ["a token without a user", basic("0123456789abcdef0123456789abcdef01234567"), "personal"],
  ["another token without a user", basic("secret"), "job"],
  ["a bearer token", "extraheader = authorization: bearer github_pat_abc", "personal"],
  ["a token without a scheme", "extraheader = Authorization: secret", "job"],
  ["a token in another header", "extraHeader = PRIVATE-TOKEN: glpat-abc", "personal"],
  ["a cookie", 'extraheader = "Cookie: o=1; t=secret"', "job"],
  ["a header without a secret", "extraheader = X-Request-Id: 1", undefined],
  ["a password in a URL", remote("x:secret"), "job"],
  ["an encoded password in a URL", remote("x:ghp%5Fabc"), "personal"],
  ["a password that is not encoded well", remote("x:100%"), "job"],
  ["a token as the user", remote("ghp_abc:x-oauth-basic"), "personal"],
  ["a token of Hugging Face", remote("mona:hf_abc"), "personal"],
  ["a token of Hugging Face as the user", remote("hf_abc"), "personal"],
  ["a token of GitLab as the user", remote("glpat-abc:"), "personal"],
  ["GitLab's own header", "extraheader = PRIVATE-TOKEN: glpat-abc", "personal"],
  ["the header of a job of GitLab", 'extraHeader = "Job-Token: abc"', "job"],
  ["another header", "extraheader = X-Request: glpat", undefined],
  ["a user alone", remote("git"), undefined],
  ["a comment", `# ${remote("x:secret").replace("\n", "")}`, undefined],
] as const)("%s in a git configuration is %s", (_, config, kind) => {
  expect(credentialIn(config)).toBe(kind);
});

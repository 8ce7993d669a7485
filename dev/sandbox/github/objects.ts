import { type Author, isSameRepository, type Store, shaOf } from "./store.ts";

const SERVER = "https://github.com";
/** These have the ids that they have on github.com; those of others are made from their names. */
const KNOWN_IDS: Readonly<Record<string, number>> = {
  "github-actions": 15368,
  "github-actions[bot]": 41898282,
  "dependabot[bot]": 49699333,
};

/** Page of a repository or of something in it. */
export function pageOf(path: string): string {
  return `${SERVER}/${path}`;
}

export function idOf(name: string): number {
  return KNOWN_IDS[name] ?? Number.parseInt(shaOf(name.toLowerCase()).slice(0, 7), 16);
}

/** A repository's id, which stays when it is renamed. */
export function repositoryId({ renames }: Store, fullName: string): number {
  const renamed = renames.findLast(({ to }) => isSameRepository(to, fullName));
  return renamed?.id ?? idOf(fullName);
}

/** An opaque id, with the prefix of its kind. */
export function nodeId(prefix: string, id: number): string {
  return `${prefix}_${Buffer.from(`sandbox:${id}`).toString("base64url")}`;
}

/** A user as it stands in other objects. */
export function userObject({ login, type }: Author) {
  const id = idOf(login);
  const page = login.endsWith("[bot]") ? `apps/${login.replace("[bot]", "")}` : login;
  return {
    login,
    id,
    node_id: nodeId(type === "Bot" ? "BOT" : "U", id),
    html_url: pageOf(page),
    type,
    site_admin: false,
  };
}

/** An app as it stands in what was made with it. */
export function appObject(slug: string | undefined) {
  return slug === undefined ? null : { id: idOf(slug), slug, name: slug };
}

/** A repository as it stands in other objects. */
export function repositoryObject(fullName: string, { isFork = false, isPrivate = false } = {}) {
  const [login = "", name = ""] = fullName.split("/");
  const id = idOf(fullName);
  return {
    id,
    node_id: nodeId("R", id),
    name,
    full_name: fullName,
    private: isPrivate,
    owner: userObject({ login, type: "User" }),
    html_url: pageOf(fullName),
    fork: isFork,
    default_branch: "main",
    visibility: isPrivate ? "private" : "public",
  };
}

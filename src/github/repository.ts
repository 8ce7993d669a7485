/** The two parts of `owner/name`, by the names that GitHub's API has for them. */
export function repositoryParts(repository: string): { owner: string; repo: string } {
  const [owner = "", repo = ""] = repository.split("/");
  return { owner, repo };
}

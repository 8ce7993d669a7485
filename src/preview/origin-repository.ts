import { readRedirectedId } from "../github/repository.ts";
import type { Runtime } from "../runtime/runtime.ts";

/** The repository that previews are made for. */
export interface OriginRepository {
  /** `owner/name` on GitHub. */
  readonly name: string;
  /** It stays when the repository is renamed. Empty where the runner does not set it. */
  readonly id: string;
  /** URL of GitHub itself: `https://github.com`. */
  readonly serverUrl: string;
  /** Whether GitHub redirects another name to this repository. False when GitHub does not respond. */
  hasFormerName(name: string): Promise<boolean>;
}

/** The repository that the workflow runs in. GitHub is asked at most once about each name. */
export function originRepository(
  { context, http }: Runtime,
  token: string | undefined,
): OriginRepository {
  const { repository: name, repositoryId: id, serverUrl, githubApiUrl: apiUrl } = context;
  const asked = new Map<string, Promise<boolean>>();
  const ask = async (repository: string): Promise<boolean> =>
    id !== "" && (await readRedirectedId(http, { apiUrl, token, repository })) === id;
  return {
    name,
    id,
    serverUrl,
    hasFormerName(former) {
      const answer = asked.get(former) ?? ask(former);
      asked.set(former, answer);
      return answer;
    },
  };
}

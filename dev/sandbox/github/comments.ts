import { json, jsonBody, type Reply } from "../http/http.ts";
import type { GitHubCall } from "./access.ts";
import { invalid, malformed, notFound } from "./errors.ts";
import { appObject, nodeId, pageOf, userObject } from "./objects.ts";
import { paged } from "./pages.ts";
import {
  appOf,
  authorOf,
  type Comment,
  type Identity,
  isSameRepository,
  newId,
  type Store,
  stamp,
} from "./store.ts";

/** Characters of a body, as GitHub's refusal has it. */
const LONGEST_BODY = 65536;

function commentObject(store: Store, comment: Comment) {
  const { id, repository, issue } = comment;
  const api = `${store.origin}/github/repos/${repository}/issues`;
  return {
    url: `${api}/comments/${id}`,
    html_url: pageOf(`${repository}/pull/${issue}#issuecomment-${id}`),
    issue_url: `${api}/${issue}`,
    id,
    node_id: nodeId("IC", id),
    user: userObject(comment.author),
    created_at: stamp(comment.createdAt),
    updated_at: stamp(comment.updatedAt),
    author_association: comment.author.type === "Bot" ? "NONE" : "CONTRIBUTOR",
    body: comment.body,
    performed_via_github_app: appObject(comment.app),
  };
}

/** issues.listComments: the oldest first. */
export function listComments(call: GitHubCall, repository: string, issue = ""): Reply {
  const { store } = call;
  const comments = commentsOf(store, repository, Number(issue));
  return paged(call, comments, (comment) => commentObject(store, comment));
}

/** The comments of one issue, the oldest first. */
export function commentsOf(store: Store, repository: string, issue: number): Comment[] {
  return store.comments.filter(
    (comment) => comment.issue === issue && isSameRepository(comment.repository, repository),
  );
}

/** issues.createComment */
export function createComment(
  call: GitHubCall & { readonly identity: Identity },
  repository = "",
  issue = "",
): Reply {
  const { store, identity } = call;
  const body = readBody(call);
  if (typeof body !== "string") return body;
  const comment = putComment(store, {
    repository,
    issue: Number(issue),
    body,
    author: authorOf(identity),
    app: appOf(identity),
  });
  const shown = commentObject(store, comment);
  return json(201, shown, { location: shown.url });
}

/** Adds a comment, as of now. */
export function putComment(
  store: Store,
  comment: Omit<Comment, "id" | "createdAt" | "updatedAt">,
): Comment {
  const now = new Date();
  const added = { ...comment, id: newId(store), createdAt: now, updatedAt: now };
  store.comments.push(added);
  return added;
}

/** issues.updateComment: who may write may change everybody's comments. */
export function updateComment(call: GitHubCall, repository = "", id = ""): Reply {
  const comment = findComment(call.store, repository, id);
  if (comment === undefined) return notFound();
  const body = readBody(call);
  if (typeof body !== "string") return body;
  comment.body = body;
  comment.updatedAt = new Date();
  return json(200, commentObject(call.store, comment));
}

/** issues.deleteComment */
export function deleteComment({ store }: GitHubCall, repository = "", id = ""): Reply {
  const comment = findComment(store, repository, id);
  if (comment === undefined) return notFound();
  store.comments.splice(store.comments.indexOf(comment), 1);
  return { status: 204 };
}

function findComment(store: Store, repository: string, id: string): Comment | undefined {
  return store.comments.find(
    (comment) => comment.id === Number(id) && isSameRepository(comment.repository, repository),
  );
}

/** The text of a comment, or why it can't be one. */
function readBody(call: GitHubCall): string | Reply {
  const body = jsonBody(call)?.["body"];
  if (typeof body !== "string") return malformed('"body" wasn\'t supplied.');
  if (body.trim() === "") return invalid("IssueComment", "body", "body cannot be blank");
  if (body.length > LONGEST_BODY)
    return invalid(
      "IssueComment",
      "data",
      `Body is too long (maximum is ${LONGEST_BODY} characters)`,
    );
  return body;
}

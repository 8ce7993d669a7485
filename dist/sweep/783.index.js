export const id = 783;
export const ids = [783];
export const modules = {

/***/ 7783:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

// ESM COMPAT FLAG
__webpack_require__.r(__webpack_exports__);

// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  listClosedPullRequests: () => (/* binding */ listClosedPullRequests)
});

// EXTERNAL MODULE: ./src/lib/errors.ts
var errors = __webpack_require__(7268);
// EXTERNAL MODULE: ./node_modules/@actions/github/lib/utils.js + 21 modules
var utils = __webpack_require__(1845);
// EXTERNAL MODULE: ./src/http/problem.ts
var problem = __webpack_require__(4287);
// EXTERNAL MODULE: ./src/lib/json.ts
var json = __webpack_require__(8453);
;// CONCATENATED MODULE: ./src/github/client.ts




/**
 * Octokit, on this action's own HTTP client: its retries and timeouts hold, and a token goes to GitHub's
 * API and to no address that an answer names.
 */
function openGitHub(http, { apiUrl, token }) {
    return new utils/* GitHub */.gq({
        baseUrl: apiUrl,
        ...(token !== undefined && { auth: token }),
        request: { fetch: fetchThrough(http, new URL(apiUrl).origin) },
        log: { debug() { }, info() { }, warn() { }, error() { } },
    });
}
function fetchThrough(http, origin) {
    return async (url, init) => {
        if (new URL(url).origin !== origin)
            throw elsewhere(url);
        const { method, headers, body } = init;
        const reply = await http({ method, url, headers, ...(body !== undefined && { body }) });
        const { status } = reply;
        if (status < 200 || (status >= 300 && status < 400))
            throw noAnswer(reply);
        if (status === 204)
            return new Response(null, { status, headers: reply.headers });
        if (status < 300 && reply.body === undefined)
            throw noAnswer(reply);
        return new Response(bodyOf(reply), {
            status,
            headers: { ...Object.fromEntries(reply.headers), "content-type": "application/json" },
        });
    };
}
/**
 * What Octokit reads of a reply. It takes the whole body of a refusal for its words when that is no JSON, as
 * the page of a gateway is: then it is given one sentence.
 */
function bodyOf(reply) {
    if (reply.status < 300)
        return reply.text;
    const said = (0,json/* isRecord */.u4)(reply.body) ? (0,json/* stringAt */.bX)(reply.body, "message") : undefined;
    return said === undefined ? JSON.stringify({ message: (0,problem/* describeReply */.CS)(reply) }) : reply.text;
}
/** For what is no word of GitHub's: nothing at all, a redirect (Octokit leaves it to fetch), or a success without JSON. */
function noAnswer(reply) {
    const isRedirect = reply.status >= 300 && reply.headers.has("location");
    return new errors/* ActionError */.lZ({
        what: `GitHub's API gives ${reply.status === 200 ? "an answer that is no JSON" : (0,problem/* describeReply */.CS)(reply)}.`,
        remedy: isRedirect
            ? "The repository may have been renamed: run the workflow again from where it is now."
            : "Run the job again later.",
    });
}
function elsewhere(url) {
    return new errors/* ActionError */.lZ({
        what: `GitHub's API names a next page elsewhere (${url}), where its token must not go.`,
        remedy: "Check that GITHUB_API_URL is the API's own address.",
    });
}

;// CONCATENATED MODULE: ./src/github/parse.ts

function parseComments(answer) {
    const read = reader("GitHub's answer about the comments");
    return read.list(answer).map((entry) => {
        const comment = read.record(entry);
        const user = read.optionalRecord(comment, "user");
        return {
            id: read.number(comment, "id"),
            body: read.optionalText(comment, "body") ?? "",
            author: user && { login: read.text(user, "login"), type: read.text(user, "type") },
        };
    });
}
/** The login of whoever a token belongs to. */
function parseLogin(answer) {
    const read = reader("GitHub's answer about the token's account");
    return read.text(read.record(answer), "login");
}
/** Releases with their notes. */
function parseReleases(answer) {
    return reader("GitHub's answer about the releases").list(answer).map(parseRelease);
}
function parseRelease(answer) {
    const read = reader("GitHub's answer about the release");
    const release = read.record(answer);
    const tag = read.text(release, "tag_name");
    return {
        id: read.number(release, "id"),
        tag,
        title: read.optionalText(release, "name") || tag,
        body: read.optionalText(release, "body") ?? "",
        isDraft: read.optionalFlag(release, "draft") ?? false,
    };
}
/** Releases with their files. */
function parseReleaseFiles(answer) {
    const read = reader("GitHub's answer about the releases");
    return read.list(answer).map((entry) => {
        const release = read.record(entry);
        const assets = read.list(release["assets"], "assets");
        return {
            tag: read.text(release, "tag_name"),
            isDraft: read.optionalFlag(release, "draft") ?? false,
            isPrerelease: read.optionalFlag(release, "prerelease") ?? false,
            assets: assets.map((asset) => read.text(read.record(asset), "name")),
        };
    });
}
function parsePullRequests(answer) {
    const read = (0,json/* reader */.wA)("GitHub's answer about the pull requests");
    return read.list(answer).map((entry) => {
        const pull = read.record(entry);
        return {
            number: read.number(pull, "number"),
            branch: read.text(read.record(pull["head"], "head"), "ref"),
            updatedAt: new Date(read.text(pull, "updated_at")),
        };
    });
}
/** `open` or `closed` */
function parsePullRequestState(answer) {
    const read = reader("GitHub's answer about the pull request");
    return read.text(read.record(answer), "state");
}
/** Ids of Deployments. */
function parseDeployments(answer) {
    const read = reader("GitHub's answer about the deployments");
    return read.list(answer).map((entry) => read.number(read.record(entry), "id"));
}
/** The id of a Deployment that was made; undefined when GitHub has only merged something (202). */
function parseDeployment(answer) {
    const read = reader("GitHub's answer about the deployment");
    return read.optionalNumber(read.record(answer), "id");
}

;// CONCATENATED MODULE: ./src/github/repository.ts
/** The two parts of `owner/name`, by the names that GitHub's API has for them. */
function repositoryParts(repository) {
    const [owner = "", repo = ""] = repository.split("/");
    return { owner, repo };
}

;// CONCATENATED MODULE: ./src/github/status.ts

/** Whether GitHub refused a request for want of a permission; a rate limit is a 403 as well. */
function lacksPermission(error) {
    return (statusOf(error) === 403 && error instanceof Error && !/rate limit|abuse/i.test(error.message));
}
/** What GitHub said, without the full stop that ends it. Octokit wraps what its fetch throws. */
function wordsOf(error) {
    const own = error instanceof Error && error.cause instanceof errors/* ActionError */.lZ ? error.cause : error;
    const words = own instanceof errors/* ActionError */.lZ ? own.problems.map(({ what }) => what).join(" ") : (0,errors/* messageOf */.bD)(own);
    return words.replace(/\.$/, "");
}
/** The status of a failed Octokit request; undefined for any other error. */
function statusOf(error) {
    return error instanceof Error && "status" in error && typeof error.status === "number"
        ? error.status
        : undefined;
}

;// CONCATENATED MODULE: ./src/github/closed-pull-requests.ts





/**
 * Lists a repository's pull requests that were closed and not touched before a time, newest first; no
 * page is asked for beyond it.
 * @throws {ActionError} when GitHub does not answer with them.
 */
async function listClosedPullRequests(http, access, repository, since) {
    const github = openGitHub(http, access);
    const { owner, repo } = repositoryParts(repository);
    const found = [];
    try {
        const pages = github.paginate.iterator(github.rest.pulls.list, {
            owner,
            repo,
            state: "closed",
            sort: "updated",
            direction: "desc",
            per_page: 100,
        });
        for await (const { data } of pages) {
            const pulls = parsePullRequests(data);
            const recent = pulls.filter(({ updatedAt }) => updatedAt >= since);
            found.push(...recent);
            if (recent.length < pulls.length)
                break;
        }
        return found;
    }
    catch (cause) {
        throw new errors/* ActionError */.lZ({
            what: `GitHub does not list the pull requests of ${repository}: ${wordsOf(cause)}.`,
            remedy: lacksPermission(cause)
                ? 'Give the job the permission "pull-requests: read".'
                : 'Run the job again later, and check that it has the permission "pull-requests: read".',
        }, { cause });
    }
}


/***/ })

};

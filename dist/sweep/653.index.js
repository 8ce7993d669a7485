export const id = 653;
export const ids = [653];
export const modules = {

/***/ 5653:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

// ESM COMPAT FLAG
__webpack_require__.r(__webpack_exports__);

// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  listClosedPullRequests: () => (/* binding */ listClosedPullRequests)
});

// EXTERNAL MODULE: ./src/errors.ts
var errors = __webpack_require__(3916);
// EXTERNAL MODULE: ./node_modules/@actions/github/lib/utils.js + 21 modules
var utils = __webpack_require__(1845);
// EXTERNAL MODULE: ./src/http/problem.ts
var problem = __webpack_require__(4287);
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
        if (reply.status === 0)
            throw new errors/* ActionError */.lZ({
                what: `GitHub's API gives ${(0,problem/* describeReply */.CS)(reply)}.`,
                remedy: "Run the job again later.",
            });
        const isEmpty = reply.status === 204 || reply.status === 304;
        return new Response(isEmpty ? null : reply.text, {
            status: reply.status,
            headers: reply.headers,
        });
    };
}
function elsewhere(url) {
    return new errors/* ActionError */.lZ({
        what: `GitHub's API names a next page elsewhere (${url}), where its token must not go.`,
        remedy: "Check that GITHUB_API_URL is the API's own address.",
    });
}

;// CONCATENATED MODULE: ./src/github/repository.ts
/** The two parts of `owner/name`, by the names that GitHub's API has for them. */
function repositoryParts(repository) {
    const [owner = "", repo = ""] = repository.split("/");
    return { owner, repo };
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
            const recent = data.filter(({ updated_at }) => new Date(updated_at) >= since);
            found.push(...recent.map(({ number, head }) => ({ number, branch: head.ref })));
            if (recent.length < data.length)
                break;
        }
        return found;
    }
    catch (cause) {
        throw new errors/* ActionError */.lZ({
            what: `GitHub does not list the pull requests of ${repository}: ${(0,errors/* messageOf */.bD)(cause)}.`,
            remedy: 'Give the job the permission "pull-requests: read".',
        }, { cause });
    }
}


/***/ })

};

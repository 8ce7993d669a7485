export const id = 425;
export const ids = [425,584];
export const modules = {

/***/ 96584:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

__webpack_require__.r(__webpack_exports__);
/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   openGitHub: () => (/* binding */ openGitHub)
/* harmony export */ });
/* harmony import */ var _actions_github_lib_utils__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(61845);
/* harmony import */ var _http_problem_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(24287);
/* harmony import */ var _lib_errors_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(97268);
/* harmony import */ var _lib_json_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(18453);




/**
 * Octokit, on this action's own HTTP client: its retries and timeouts hold, and a token goes to GitHub's
 * API and to no address that an answer names.
 */
function openGitHub(http, { apiUrl, token }) {
    return new _actions_github_lib_utils__WEBPACK_IMPORTED_MODULE_0__/* .GitHub */ .gq({
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
    const said = (0,_lib_json_js__WEBPACK_IMPORTED_MODULE_3__/* .isRecord */ .u4)(reply.body) ? (0,_lib_json_js__WEBPACK_IMPORTED_MODULE_3__/* .stringAt */ .bX)(reply.body, "message") : undefined;
    return said === undefined ? JSON.stringify({ message: (0,_http_problem_js__WEBPACK_IMPORTED_MODULE_1__/* .describeReply */ .CS)(reply) }) : reply.text;
}
/** For what is no word of GitHub's: nothing at all, a redirect (Octokit leaves it to fetch), or a success without JSON. */
function noAnswer(reply) {
    const isRedirect = reply.status >= 300 && reply.headers.has("location");
    return new _lib_errors_js__WEBPACK_IMPORTED_MODULE_2__/* .ActionError */ .lZ({
        what: `GitHub's API gives ${reply.status === 200 ? "an answer that is no JSON" : (0,_http_problem_js__WEBPACK_IMPORTED_MODULE_1__/* .describeReply */ .CS)(reply)}.`,
        remedy: isRedirect
            ? "The repository may have been renamed: run the workflow again from where it is now."
            : "Run the job again later.",
    });
}
function elsewhere(url) {
    return new _lib_errors_js__WEBPACK_IMPORTED_MODULE_2__/* .ActionError */ .lZ({
        what: `GitHub's API names a next page elsewhere (${url}), where its token must not go.`,
        remedy: "Check that GITHUB_API_URL is the API's own address.",
    });
}


/***/ }),

/***/ 68204:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   $n: () => (/* binding */ parseLogin),
/* harmony export */   BC: () => (/* binding */ parseRelease),
/* harmony export */   Et: () => (/* binding */ parseDeployments),
/* harmony export */   Yq: () => (/* binding */ parseReleases),
/* harmony export */   ff: () => (/* binding */ parsePullRequestState),
/* harmony export */   iA: () => (/* binding */ parseReleaseFiles),
/* harmony export */   sS: () => (/* binding */ parseComments),
/* harmony export */   zi: () => (/* binding */ parseDeployment)
/* harmony export */ });
/* unused harmony export parsePullRequests */
/* harmony import */ var _lib_json_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(18453);

function parseComments(answer) {
    const read = (0,_lib_json_js__WEBPACK_IMPORTED_MODULE_0__/* .reader */ .wA)("GitHub's answer about the comments");
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
    const read = (0,_lib_json_js__WEBPACK_IMPORTED_MODULE_0__/* .reader */ .wA)("GitHub's answer about the token's account");
    return read.text(read.record(answer), "login");
}
/** Releases with their notes. */
function parseReleases(answer) {
    return (0,_lib_json_js__WEBPACK_IMPORTED_MODULE_0__/* .reader */ .wA)("GitHub's answer about the releases").list(answer).map(parseRelease);
}
function parseRelease(answer) {
    const read = (0,_lib_json_js__WEBPACK_IMPORTED_MODULE_0__/* .reader */ .wA)("GitHub's answer about the release");
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
    const read = (0,_lib_json_js__WEBPACK_IMPORTED_MODULE_0__/* .reader */ .wA)("GitHub's answer about the releases");
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
    const read = reader("GitHub's answer about the pull requests");
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
    const read = (0,_lib_json_js__WEBPACK_IMPORTED_MODULE_0__/* .reader */ .wA)("GitHub's answer about the pull request");
    return read.text(read.record(answer), "state");
}
/** Ids of Deployments. */
function parseDeployments(answer) {
    const read = (0,_lib_json_js__WEBPACK_IMPORTED_MODULE_0__/* .reader */ .wA)("GitHub's answer about the deployments");
    return read.list(answer).map((entry) => read.number(read.record(entry), "id"));
}
/** The id of a Deployment that was made; undefined when GitHub has only merged something (202). */
function parseDeployment(answer) {
    const read = (0,_lib_json_js__WEBPACK_IMPORTED_MODULE_0__/* .reader */ .wA)("GitHub's answer about the deployment");
    return read.optionalNumber(read.record(answer), "id");
}


/***/ }),

/***/ 23425:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   listCogReleases: () => (/* binding */ listCogReleases)
/* harmony export */ });
/* harmony import */ var _lib_errors_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(97268);
/* harmony import */ var _client_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(96584);
/* harmony import */ var _parse_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(68204);
/* harmony import */ var _status_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(50957);




/**
 * Lists the published releases of replicate/cog, over all pages.
 * @throws {ActionError} when GitHub does not answer with them.
 */
async function listCogReleases(http, access) {
    const github = (0,_client_js__WEBPACK_IMPORTED_MODULE_1__.openGitHub)(http, access);
    const releases = await github
        .paginate(github.rest.repos.listReleases, { owner: "replicate", repo: "cog", per_page: 100 })
        .then(_parse_js__WEBPACK_IMPORTED_MODULE_2__/* .parseReleaseFiles */ .iA)
        .catch(refuse);
    return releases.filter(({ isDraft }) => !isDraft);
}
function refuse(cause) {
    throw new _lib_errors_js__WEBPACK_IMPORTED_MODULE_0__/* .ActionError */ .lZ({
        what: `GitHub does not list the releases of replicate/cog: ${(0,_status_js__WEBPACK_IMPORTED_MODULE_3__/* .wordsOf */ .Z9)(cause)}.`,
        remedy: "Set cog-version to an exact version, which needs no list. (On GitHub Enterprise Server the list is on github.com, out of reach of its API.)",
    }, { cause });
}


/***/ }),

/***/ 50957:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   Z9: () => (/* binding */ wordsOf),
/* harmony export */   c2: () => (/* binding */ statusOf),
/* harmony export */   kQ: () => (/* binding */ lacksPermission)
/* harmony export */ });
/* harmony import */ var _lib_errors_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(97268);

/** Whether GitHub refused a request for want of a permission; a rate limit is a 403 as well. */
function lacksPermission(error) {
    return (statusOf(error) === 403 && error instanceof Error && !/rate limit|abuse/i.test(error.message));
}
/** What GitHub said, without the full stop that ends it. Octokit wraps what its fetch throws. */
function wordsOf(error) {
    const own = error instanceof Error && error.cause instanceof _lib_errors_js__WEBPACK_IMPORTED_MODULE_0__/* .ActionError */ .lZ ? error.cause : error;
    const words = own instanceof _lib_errors_js__WEBPACK_IMPORTED_MODULE_0__/* .ActionError */ .lZ ? own.problems.map(({ what }) => what).join(" ") : (0,_lib_errors_js__WEBPACK_IMPORTED_MODULE_0__/* .messageOf */ .bD)(own);
    return words.replace(/\.$/, "");
}
/** The status of a failed Octokit request; undefined for any other error. */
function statusOf(error) {
    return error instanceof Error && "status" in error && typeof error.status === "number"
        ? error.status
        : undefined;
}


/***/ })

};

export const id = 425;
export const ids = [425];
export const modules = {

/***/ 3425:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   listCogReleases: () => (/* binding */ listCogReleases)
/* harmony export */ });
/* harmony import */ var _actions_github_lib_utils__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(1845);
/* harmony import */ var _errors_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(3916);
/* harmony import */ var _http_problem_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(4287);



/**
 * Lists the published releases of replicate/cog, over all pages.
 * @throws {ActionError} when GitHub does not answer with them.
 */
async function listCogReleases(http, access) {
    const octokit = new _actions_github_lib_utils__WEBPACK_IMPORTED_MODULE_0__/* .GitHub */ .gq({
        baseUrl: access.apiUrl,
        ...(access.token !== undefined && { auth: access.token }),
        request: { fetch: fetchThrough(http, new URL(access.apiUrl).origin) },
        log: { debug() { }, info() { }, warn() { }, error() { } },
    });
    const releases = await octokit.paginate(octokit.rest.repos.listReleases, {
        owner: "replicate",
        repo: "cog",
        per_page: 100,
    });
    return releases
        .filter(({ draft }) => !draft)
        .map(({ tag_name, prerelease, assets }) => ({
        tag: tag_name,
        isPrerelease: prerelease,
        assets: assets.map(({ name }) => name),
    }));
}
/**
 * A fetch for Octokit that keeps this action's retries and timeouts, and its rule that a token goes to
 * GitHub's own API and to no address that an answer names.
 */
function fetchThrough(http, origin) {
    return async (url, init) => {
        if (new URL(url).origin !== origin)
            throw elsewhere(url);
        const reply = await http({ method: "GET", url, headers: init.headers });
        if (reply.status !== 200)
            throw refused(reply);
        return new Response(reply.text, { status: reply.status, headers: reply.headers });
    };
}
function elsewhere(url) {
    return new _errors_js__WEBPACK_IMPORTED_MODULE_1__/* .ActionError */ .lZ({
        what: `GitHub's API names a next page elsewhere (${url}), where its token must not go.`,
        remedy: "Set cog-version to an exact version, or check GITHUB_API_URL.",
    });
}
function refused(reply) {
    return new _errors_js__WEBPACK_IMPORTED_MODULE_1__/* .ActionError */ .lZ({
        what: `GitHub does not list the releases of replicate/cog: ${(0,_http_problem_js__WEBPACK_IMPORTED_MODULE_2__/* .describeReply */ .CS)(reply)}.`,
        remedy: "Set cog-version to an exact version, which needs no list. (On GitHub Enterprise Server the list is on github.com, out of reach of its API.)",
    });
}


/***/ })

};

export const id = 584;
export const ids = [584];
export const modules = {

/***/ 96584:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

__webpack_require__.r(__webpack_exports__);
/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   openGitHub: () => (/* binding */ openGitHub)
/* harmony export */ });
/* harmony import */ var _actions_github_lib_utils__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(61845);
/* harmony import */ var _errors_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(83916);
/* harmony import */ var _http_problem_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(24287);



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
        if (reply.status === 0)
            throw new _errors_js__WEBPACK_IMPORTED_MODULE_1__/* .ActionError */ .lZ({
                what: `GitHub's API gives ${(0,_http_problem_js__WEBPACK_IMPORTED_MODULE_2__/* .describeReply */ .CS)(reply)}.`,
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
    return new _errors_js__WEBPACK_IMPORTED_MODULE_1__/* .ActionError */ .lZ({
        what: `GitHub's API names a next page elsewhere (${url}), where its token must not go.`,
        remedy: "Check that GITHUB_API_URL is the API's own address.",
    });
}


/***/ })

};

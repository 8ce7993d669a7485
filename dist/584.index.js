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


/***/ })

};

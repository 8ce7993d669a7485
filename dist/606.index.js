export const id = 606;
export const ids = [606];
export const modules = {

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

/***/ 87606:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

__webpack_require__.r(__webpack_exports__);
/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   changeNotes: () => (/* binding */ changeNotes),
/* harmony export */   releaseOfTag: () => (/* binding */ releaseOfTag),
/* harmony export */   releasesBefore: () => (/* binding */ releasesBefore)
/* harmony export */ });
/* harmony import */ var _lib_sleep_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(98964);
/* harmony import */ var _parse_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(68204);
/* harmony import */ var _repository_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(90651);
/* harmony import */ var _status_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(50957);




/** Seconds, on average, until the notes are read again. */
const SETTLING = 0.4;
/** Times that a body is written again, when another job has written it at the same moment. */
const ATTEMPTS = 4;
/** The release of a tag; undefined when there is none. */
async function releaseOfTag(github, repository, tag) {
    try {
        const { data } = await github.rest.repos.getReleaseByTag({
            ...(0,_repository_js__WEBPACK_IMPORTED_MODULE_3__/* .repositoryParts */ .v)(repository),
            tag,
        });
        return (0,_parse_js__WEBPACK_IMPORTED_MODULE_1__/* .parseRelease */ .BC)(data);
    }
    catch (error) {
        if ((0,_status_js__WEBPACK_IMPORTED_MODULE_2__/* .statusOf */ .c2)(error) === 404)
            return undefined;
        throw error;
    }
}
/** The releases that were made before one of them, the newest first; a hundred at most. */
async function releasesBefore(github, repository, release) {
    const { data } = await github.rest.repos.listReleases({
        ...(0,_repository_js__WEBPACK_IMPORTED_MODULE_3__/* .repositoryParts */ .v)(repository),
        per_page: 100,
    });
    const published = (0,_parse_js__WEBPACK_IMPORTED_MODULE_1__/* .parseReleases */ .Yq)(data).filter(({ isDraft }) => !isDraft);
    // Newest first, as GitHub lists them. One that is not among them is older than all of them.
    const place = published.findIndex(({ id }) => id === release.id);
    return place === -1 ? [] : published.slice(place + 1);
}
/**
 * Changes a release's notes. GitHub has no way to write only what nobody else has written meanwhile, so
 * that jobs for several models can overwrite each other: the notes are read again, and changed again when
 * the change is gone.
 * @param change from the notes as they are to the notes as they should be.
 */
async function changeNotes(github, repository, { tag, id }, change, signal) {
    for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
        const body = (await releaseOfTag(github, repository, tag))?.body ?? "";
        if (change(body) === body)
            return;
        await github.rest.repos.updateRelease({
            ...(0,_repository_js__WEBPACK_IMPORTED_MODULE_3__/* .repositoryParts */ .v)(repository),
            release_id: id,
            body: change(body),
        });
        // At random, so that two jobs that write at the same moment do not do so again.
        await (0,_lib_sleep_js__WEBPACK_IMPORTED_MODULE_0__/* .pause */ .v7)(SETTLING * (0.5 + Math.random()), signal);
    }
}


/***/ }),

/***/ 90651:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   v: () => (/* binding */ repositoryParts)
/* harmony export */ });
/** The two parts of `owner/name`, by the names that GitHub's API has for them. */
function repositoryParts(repository) {
    const [owner = "", repo = ""] = repository.split("/");
    return { owner, repo };
}


/***/ })

};

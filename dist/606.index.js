export const id = 606;
export const ids = [606];
export const modules = {

/***/ 87606:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

__webpack_require__.r(__webpack_exports__);
/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   changeNotes: () => (/* binding */ changeNotes),
/* harmony export */   releaseOfTag: () => (/* binding */ releaseOfTag),
/* harmony export */   releasesBefore: () => (/* binding */ releasesBefore)
/* harmony export */ });
/* harmony import */ var _pause_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(84581);
/* harmony import */ var _repository_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(90651);
/* harmony import */ var _status_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(50957);



/** Seconds, on average, until the notes are read again. */
const SETTLING = 0.4;
/** Times that a body is written again, when another job has written it at the same moment. */
const ATTEMPTS = 4;
/** The release of a tag; undefined when there is none. */
async function releaseOfTag(github, repository, tag) {
    try {
        const { data } = await github.rest.repos.getReleaseByTag({
            ...(0,_repository_js__WEBPACK_IMPORTED_MODULE_2__/* .repositoryParts */ .v)(repository),
            tag,
        });
        return asNotes(data);
    }
    catch (error) {
        if ((0,_status_js__WEBPACK_IMPORTED_MODULE_1__/* .statusOf */ .c2)(error) === 404)
            return undefined;
        throw error;
    }
}
/** The releases that were made before one of them, the newest first; a hundred at most. */
async function releasesBefore(github, repository, release) {
    const { data } = await github.rest.repos.listReleases({
        ...(0,_repository_js__WEBPACK_IMPORTED_MODULE_2__/* .repositoryParts */ .v)(repository),
        per_page: 100,
    });
    const published = data.filter(({ draft }) => !draft).map(asNotes);
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
            ...(0,_repository_js__WEBPACK_IMPORTED_MODULE_2__/* .repositoryParts */ .v)(repository),
            release_id: id,
            body: change(body),
        });
        // At random, so that two jobs that write at the same moment do not do so again.
        await (0,_pause_js__WEBPACK_IMPORTED_MODULE_0__/* .pause */ .v)(SETTLING * (0.5 + Math.random()), signal);
    }
}
function asNotes(release) {
    const { id, tag_name: tag, name, body } = release;
    return { id, tag, title: name || tag, body: body ?? "" };
}


/***/ })

};

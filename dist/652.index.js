export const id = 652;
export const ids = [652];
export const modules = {

/***/ 38663:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

// ESM COMPAT FLAG
__webpack_require__.r(__webpack_exports__);

// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  removePreviews: () => (/* binding */ removePreviews)
});

// EXTERNAL MODULE: ./src/lib/model-name.ts
var model_name = __webpack_require__(89988);
// EXTERNAL MODULE: ./src/preview/comment.ts
var comment = __webpack_require__(42309);
// EXTERNAL MODULE: ./src/preview/name.ts
var preview_name = __webpack_require__(85465);
// EXTERNAL MODULE: ./src/preview/pull-request.ts + 4 modules
var pull_request = __webpack_require__(89023);
// EXTERNAL MODULE: ./src/lib/errors.ts
var errors = __webpack_require__(97268);
// EXTERNAL MODULE: ./src/model/model.ts + 1 modules
var model = __webpack_require__(96435);
// EXTERNAL MODULE: ./src/model/target.ts + 1 modules
var model_target = __webpack_require__(81943);
// EXTERNAL MODULE: ./src/replicate/models.ts
var replicate_models = __webpack_require__(28281);
// EXTERNAL MODULE: ./src/preview/mark.ts
var mark = __webpack_require__(56975);
// EXTERNAL MODULE: ./src/preview/resolve.ts
var resolve = __webpack_require__(5940);
;// CONCATENATED MODULE: ./src/preview/removal-preflight.ts








/**
 * Finds what is to be deleted, by all names that the preview can have had.
 * @throws {ActionError} when the API can't be asked.
 */
async function preflightRemoval({ target, preview: settings }, runtime) {
    const { credentials } = target;
    const connection = (0,model_target/* connect */.Ng)(credentials, runtime);
    if (connection === undefined)
        throw (0,model_target/* apiNeeded */.Qo)(credentials, "Deleting a preview");
    const { api, account } = connection;
    const found = (0,model_target/* nameOf */.Vb)(target).then(async (production) => {
        const preview = (0,resolve/* resolvePreview */.v)(production, settings, runtime.context);
        const names = (0,preview_name/* generations */.YZ)(preview.first);
        const answers = await Promise.all(names.map((name) => (0,replicate_models/* getModel */.E1)(api, name)));
        for (const answer of answers)
            if ("status" in answer && answer.status !== 404)
                throw (0,model/* refusedReading */.hk)(preview.first, answer, credentials);
        return { preview, models: answers.flatMap((answer) => ("status" in answer ? [] : [answer])) };
    });
    await (0,errors/* allPassed */.OE)([account, found]);
    const { preview, models } = await found;
    const { origin } = preview;
    const first = models.find((model) => (0,model_name/* fullName */.fq)(model) === (0,model_name/* fullName */.fq)(preview.first));
    const reason = first && (0,mark/* whyNotOurs */.nL)(first, origin);
    return {
        api,
        preview,
        models: models.filter((model) => (0,mark/* whyNotOurs */.nL)(model, origin) === undefined),
        stranger: reason === undefined ? undefined : (0,mark/* notOurs */.TR)(preview.first, origin, reason),
    };
}

// EXTERNAL MODULE: ./src/preview/remove.ts
var remove = __webpack_require__(81238);
// EXTERNAL MODULE: ./src/preview/report.ts
var report = __webpack_require__(97700);
// EXTERNAL MODULE: ./src/commands/report.ts + 1 modules
var commands_report = __webpack_require__(67366);
;// CONCATENATED MODULE: ./src/commands/remove-preview.ts








/** Deletes the previews of a closed pull request: every generation that carries our mark. */
async function removePreviews(plan, runtime) {
    const { api, preview, models, stranger } = await preflightRemoval(plan, runtime);
    const { production } = preview.origin;
    if (plan.dryRun && stranger !== undefined)
        throw stranger;
    if (plan.dryRun)
        return (0,commands_report/* reportDryRun */.HN)(preview.first, models.map((model) => `delete ${(0,model_name/* fullName */.fq)(model)} and all of its versions`));
    const [page, removals] = await Promise.all([
        (0,pull_request/* openPage */.w)(plan.preview, preview.origin, runtime),
        Promise.all(models.map((model) => (0,remove/* removePreview */.p)(api, model, runtime.signal))),
    ]);
    const text = (0,comment/* renderRemoval */.dp)(production, removals);
    await Promise.all([
        (0,report.reportRemoval)(production, removals),
        plan.preview.comment
            ? page?.comment((0,comment/* commentMarker */.Ql)(production), text, (existing) => removals.length > 0 || (0,comment/* tellsOfPreview */.qv)(existing))
            : undefined,
        plan.preview.deployment ? page?.endDeployments((0,preview_name/* generations */.YZ)(preview.first)) : undefined,
    ]);
    if (stranger !== undefined)
        throw stranger;
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


/***/ }),

/***/ 7214:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   H: () => (/* binding */ inParallel)
/* harmony export */ });
/**
 * Works on all items, so many at a time, and returns the results in the items' order. When one fails, no
 * other is begun.
 */
async function inParallel(items, concurrency, work) {
    const queue = [...items.entries()];
    const results = new Map();
    const worker = async () => {
        for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
            const [index, item] = next;
            try {
                results.set(index, await work(item, index));
            }
            catch (error) {
                queue.length = 0;
                throw error;
            }
        }
    };
    await Promise.all(Array.from({ length: Math.min(concurrency, items.length) }, worker));
    return [...results].sort(([a], [b]) => a - b).map(([, result]) => result);
}


/***/ })

};

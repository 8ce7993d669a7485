export const id = 721;
export const ids = [721];
export const modules = {

/***/ 38721:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

// ESM COMPAT FLAG
__webpack_require__.r(__webpack_exports__);

// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  ensure: () => (/* binding */ ensure)
});

// EXTERNAL MODULE: ./src/model/ensure-model.ts
var ensure_model = __webpack_require__(4991);
// EXTERNAL MODULE: ./src/lib/errors.ts
var errors = __webpack_require__(97268);
// EXTERNAL MODULE: ./src/model/metadata-files.ts
var metadata_files = __webpack_require__(90798);
// EXTERNAL MODULE: ./src/model/target.ts + 1 modules
var model_target = __webpack_require__(81943);
;// CONCATENATED MODULE: ./src/model/preflight.ts



/**
 * Checks what making sure of a model needs: the API, and the files that the metadata name.
 * @throws {ActionError} with every problem that was found.
 */
async function preflightEnsure({ target, directory }, runtime) {
    const name = (0,model_target/* nameOf */.Vb)(target);
    const connection = (0,model_target/* connect */.Ng)(target.credentials, runtime);
    const known = connection
        ? (0,model_target/* lookUp */.TE)(connection, target, name)
        : Promise.reject((0,model_target/* apiNeeded */.Qo)(target.credentials, "Making sure of a model (push: false)"));
    const files = (0,metadata_files/* checkFiles */.gw)(directory, runtime.context.workspace, (0,metadata_files/* metadataFiles */.v8)(target.metadata));
    await (0,errors/* allPassed */.OE)([name, connection?.account, known, files]);
    return { name: await name, known: await known };
}

// EXTERNAL MODULE: ./src/commands/report.ts + 1 modules
var report = __webpack_require__(67366);
;// CONCATENATED MODULE: ./src/commands/ensure-model.ts



/** A model and its metadata, without a push. */
async function ensure(plan, runtime) {
    const { target, directory } = plan;
    const { name, known } = await preflightEnsure(plan, runtime);
    if (plan.dryRun)
        return (0,report/* reportDryRun */.HN)(name, await (0,ensure_model/* foreseeModel */.b)(known, name, target, directory));
    const ensured = await (0,ensure_model/* ensureModel */.a)(known, name, target, directory);
    (0,report/* reportModel */.S6)(name, ensured);
    await (0,report/* reportEnsured */.dp)(ensured);
}


/***/ }),

/***/ 77897:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   n: () => (/* binding */ nameTaken),
/* harmony export */   x: () => (/* binding */ createOrFind)
/* harmony export */ });
/* harmony import */ var _http_problem_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(24287);
/* harmony import */ var _lib_errors_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(97268);
/* harmony import */ var _lib_json_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(18453);
/* harmony import */ var _lib_model_name_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(89988);
/* harmony import */ var _replicate_models_js__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(28281);





/**
 * Creates a model, or finds it when another run was quicker.
 * @returns "taken" when Replicate says that the name is taken and that there is no such model.
 * @throws {ActionError} when it is refused, or fails and the model does not exist.
 */
async function createOrFind(api, wanted) {
    const answer = await (0,_replicate_models_js__WEBPACK_IMPORTED_MODULE_4__/* .createModel */ .kQ)(api, wanted);
    if (!("status" in answer))
        return { model: answer, created: true };
    const isConflict = answer.status === 409;
    const isUnclear = answer.status === 0 || answer.status >= 500;
    if (!isConflict && !isUnclear)
        throw refusedCreation(wanted, answer);
    // Another run may have made it meanwhile (409), or this one did although it was not told so.
    const found = await (0,_replicate_models_js__WEBPACK_IMPORTED_MODULE_4__/* .getModel */ .E1)(api, wanted);
    if ("status" in found) {
        if (isUnclear)
            throw failedCreation(wanted, answer);
        if (found.status === 404)
            return "taken";
        throw (0,_http_problem_js__WEBPACK_IMPORTED_MODULE_0__/* .unexpected */ .os)(`Reading ${(0,_lib_model_name_js__WEBPACK_IMPORTED_MODULE_3__/* .fullName */ .fq)(wanted)}`, found);
    }
    if (isUnclear && wanted.visibility === "private" && found.visibility === "public")
        throw madePublic(wanted);
    return { model: found, created: isUnclear };
}
function refusedCreation(name, reply) {
    const said = [
        ...(0,_http_problem_js__WEBPACK_IMPORTED_MODULE_0__/* .messagesOf */ .cr)(reply.body),
        (0,_lib_json_js__WEBPACK_IMPORTED_MODULE_2__/* .isRecord */ .u4)(reply.body) ? (0,_lib_json_js__WEBPACK_IMPORTED_MODULE_2__/* .stringAt */ .bX)(reply.body, "detail") : "",
    ];
    // Replicate's schema names the limit of 1,000 models for an account; the words of the refusal are not
    // documented.
    if (said.some((text) => text && /\blimit\b|\bmaximum\b|1,?000/i.test(text) && /model/i.test(text)))
        return new _lib_errors_js__WEBPACK_IMPORTED_MODULE_1__/* .ActionError */ .lZ({
            what: `${(0,_lib_model_name_js__WEBPACK_IMPORTED_MODULE_3__/* .fullName */ .fq)(name)} can't be created: ${(0,_http_problem_js__WEBPACK_IMPORTED_MODULE_0__/* .describeReply */ .CS)(reply)}. An account can have 1,000 models.`,
            remedy: "Delete models that nobody needs (https://replicate.com/docs/topics/models/delete-a-model), or push new versions to one model rather than making one for each.",
        });
    return (0,_http_problem_js__WEBPACK_IMPORTED_MODULE_0__/* .unexpected */ .os)(`Creating ${(0,_lib_model_name_js__WEBPACK_IMPORTED_MODULE_3__/* .fullName */ .fq)(name)}`, reply, "Mend what Replicate names, or create the model by hand at https://replicate.com/create and run the job again.");
}
/** 409 although the model can't be read: Replicate keeps a deleted name (replicate-python issue 323). */
function nameTaken(name) {
    return new _lib_errors_js__WEBPACK_IMPORTED_MODULE_1__/* .ActionError */ .lZ({
        what: `${(0,_lib_model_name_js__WEBPACK_IMPORTED_MODULE_3__/* .fullName */ .fq)(name)} can't be created: Replicate says that the name is taken, and that no such model exists. That is what it says of a name whose model was deleted, or of a private model that this token can't see.`,
        remedy: "Choose another name, or ask Replicate's support to free this one.",
    });
}
/** Seen for an organisation's private models: 500, and no model. */
function failedCreation(name, reply) {
    return new _lib_errors_js__WEBPACK_IMPORTED_MODULE_1__/* .ActionError */ .lZ({
        what: `${(0,_lib_model_name_js__WEBPACK_IMPORTED_MODULE_3__/* .fullName */ .fq)(name)} could not be created: ${(0,_http_problem_js__WEBPACK_IMPORTED_MODULE_0__/* .describeReply */ .CS)(reply)}, and the model does not exist.`,
        remedy: "Create it by hand at https://replicate.com/create, with the visibility and hardware that you want, and run the job again. (This action never makes a model public that was asked to be private.)",
    });
}
function madePublic(name) {
    return new _lib_errors_js__WEBPACK_IMPORTED_MODULE_1__/* .ActionError */ .lZ({
        what: `Replicate answered the creation of ${(0,_lib_model_name_js__WEBPACK_IMPORTED_MODULE_3__/* .fullName */ .fq)(name)} with an error, and now has it as a public model; private was asked.`,
        remedy: `Set its visibility at https://replicate.com/${(0,_lib_model_name_js__WEBPACK_IMPORTED_MODULE_3__/* .fullName */ .fq)(name)}/settings, or delete it, and run the job again.`,
    });
}


/***/ }),

/***/ 4991:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   a: () => (/* binding */ ensureModel),
/* harmony export */   b: () => (/* binding */ foreseeModel)
/* harmony export */ });
/* harmony import */ var node_fs_promises__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(51455);
/* harmony import */ var node_fs_promises__WEBPACK_IMPORTED_MODULE_0___default = /*#__PURE__*/__webpack_require__.n(node_fs_promises__WEBPACK_IMPORTED_MODULE_0__);
/* harmony import */ var node_path__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(76760);
/* harmony import */ var node_path__WEBPACK_IMPORTED_MODULE_1___default = /*#__PURE__*/__webpack_require__.n(node_path__WEBPACK_IMPORTED_MODULE_1__);
/* harmony import */ var _actions_core__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(46058);
/* harmony import */ var _lib_model_name_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(89988);
/* harmony import */ var _replicate_models_js__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(28281);
/* harmony import */ var _create_model_js__WEBPACK_IMPORTED_MODULE_5__ = __webpack_require__(77897);






/**
 * Makes sure that the model exists, as it was asked for, and that its metadata are what was asked.
 * @param directory what the path of readme-file is relative to.
 */
async function ensureModel({ api, state }, name, asked, directory) {
    const { model, createdOn } = state.kind === "exists"
        ? { model: state.model, createdOn: undefined }
        : await create(api, name, state, asked.metadata);
    warnOfDrift(model, asked.creation, asked.metadata);
    const patch = await metadataPatch(api, model, asked.metadata, directory);
    if (Object.keys(patch).length > 0)
        await (0,_replicate_models_js__WEBPACK_IMPORTED_MODULE_4__/* .updateModel */ .xI)(api, model, patch);
    return { model, createdOn, updated: Object.keys(patch) };
}
async function create(api, name, { hardware, visibility }, metadata) {
    const made = await (0,_create_model_js__WEBPACK_IMPORTED_MODULE_5__/* .createOrFind */ .x)(api, {
        owner: name.owner,
        name: name.name,
        visibility,
        hardware,
        description: metadata.description,
        github_url: metadata.githubUrl,
        license_url: metadata.licenseUrl,
        paper_url: metadata.paperUrl,
        cover_image_url: metadata.coverImageUrl,
    });
    if (made === "taken")
        throw (0,_create_model_js__WEBPACK_IMPORTED_MODULE_5__/* .nameTaken */ .n)(name);
    return { model: made.model, createdOn: made.created ? hardware : undefined };
}
/** What ensureModel would do, in words, without doing it. */
async function foreseeModel({ api, state }, name, { metadata }, directory) {
    const set = (fields) => fields.length === 0 ? [] : [`set ${fields.join(", ")} of ${(0,_lib_model_name_js__WEBPACK_IMPORTED_MODULE_3__/* .fullName */ .fq)(name)}`];
    if (state.kind === "exists")
        return set(Object.keys(await metadataPatch(api, state.model, metadata, directory)));
    return [
        `create ${(0,_lib_model_name_js__WEBPACK_IMPORTED_MODULE_3__/* .fullName */ .fq)(name)} (${state.visibility}, on ${state.hardware})`,
        ...set(metadata.readmeFile === undefined ? [] : ["readme"]),
    ];
}
/** The metadata of an existing model that differ from what was asked and that the API can change. */
async function metadataPatch(api, model, metadata, directory) {
    const { readmeFile } = metadata;
    const [readme, hasReadme] = readmeFile
        ? await Promise.all([(0,node_fs_promises__WEBPACK_IMPORTED_MODULE_0__.readFile)((0,node_path__WEBPACK_IMPORTED_MODULE_1__.resolve)(directory, readmeFile), "utf8"), (0,_replicate_models_js__WEBPACK_IMPORTED_MODULE_4__/* .getReadme */ .lM)(api, model)])
        : [];
    const fields = [
        ["description", metadata.description, model.description],
        ["github_url", metadata.githubUrl, model.githubUrl],
        ["license_url", metadata.licenseUrl, model.licenseUrl],
        ["paper_url", metadata.paperUrl, model.paperUrl],
        ["readme", readme, hasReadme],
    ];
    const differing = fields.flatMap(([field, wanted, has]) => wanted === undefined || wanted === has ? [] : [[field, wanted]]);
    return Object.fromEntries(differing);
}
/** Says what the API can't change of an existing model. Hardware can't even be read, so it is not judged. */
function warnOfDrift(model, { visibility }, { coverImageUrl }) {
    const settings = `https://replicate.com/${(0,_lib_model_name_js__WEBPACK_IMPORTED_MODULE_3__/* .fullName */ .fq)(model)}/settings`;
    if (visibility !== undefined && model.visibility !== visibility)
        _actions_core__WEBPACK_IMPORTED_MODULE_2__/* .warning */ .$e(`${(0,_lib_model_name_js__WEBPACK_IMPORTED_MODULE_3__/* .fullName */ .fq)(model)} is ${model.visibility}, and input visibility says ${visibility}. The API can't change that: use ${settings}.`);
    if (coverImageUrl !== undefined && model.coverImageUrl !== coverImageUrl)
        _actions_core__WEBPACK_IMPORTED_MODULE_2__/* .warning */ .$e(`The cover image of ${(0,_lib_model_name_js__WEBPACK_IMPORTED_MODULE_3__/* .fullName */ .fq)(model)} is not the one that cover-image-url names. The API sets it only when it creates a model: use ${settings}.`);
}


/***/ })

};

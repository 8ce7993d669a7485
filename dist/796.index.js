export const id = 796;
export const ids = [796];
export const modules = {

/***/ 80796:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

// ESM COMPAT FLAG
__webpack_require__.r(__webpack_exports__);

// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  preview: () => (/* binding */ preview)
});

// EXTERNAL MODULE: ./src/cog/install.ts + 7 modules
var install = __webpack_require__(11395);
// EXTERNAL MODULE: ./src/disk/disk.ts + 9 modules
var disk = __webpack_require__(91809);
// EXTERNAL MODULE: ./src/lib/errors.ts
var errors = __webpack_require__(97268);
// EXTERNAL MODULE: ./src/lib/model-name.ts
var model_name = __webpack_require__(89988);
// EXTERNAL MODULE: ./src/lib/stopwatch.ts
var stopwatch = __webpack_require__(22704);
// EXTERNAL MODULE: ./src/model/credentials.ts + 2 modules
var model_credentials = __webpack_require__(90131);
// EXTERNAL MODULE: ./src/model/model.ts + 1 modules
var model = __webpack_require__(96435);
// EXTERNAL MODULE: ./src/model/prune-versions.ts
var prune_versions = __webpack_require__(64375);
// EXTERNAL MODULE: ./src/model/urls.ts
var urls = __webpack_require__(62127);
// EXTERNAL MODULE: ./src/preview/comment.ts
var preview_comment = __webpack_require__(42309);
// EXTERNAL MODULE: ./src/model/create-model.ts
var create_model = __webpack_require__(77897);
// EXTERNAL MODULE: ./src/preview/mark.ts
var preview_mark = __webpack_require__(56975);
// EXTERNAL MODULE: ./src/preview/name.ts
var preview_name = __webpack_require__(85465);
;// CONCATENATED MODULE: ./src/preview/ensure-preview.ts





/**
 * Makes sure of a pull request's private model. A name whose model was deleted can't be had again (409
 * although there is no such model), so the next free one is taken.
 */
async function ensurePreview(api, preview, state) {
    if (state.kind === "exists")
        return { model: state.model, createdOn: undefined, updated: [] };
    const names = (0,preview_name/* generations */.YZ)(preview.first);
    for (const name of names) {
        const made = await create(api, preview, name, state);
        if (made !== "taken")
            return made;
    }
    throw new errors/* ActionError */.lZ({
        what: `All ${names.length} names for a preview are used up, the last being ${(0,model_name/* fullName */.fq)(preview.first)}-r${names.length}: Replicate does not give the name of a deleted model again.`,
        remedy: "Set preview-model to another name.",
    });
}
async function create(api, { origin }, { owner, name }, { hardware }) {
    const mark = (0,preview_mark/* markOf */.Fg)(origin);
    const made = await (0,create_model/* createOrFind */.x)(api, {
        owner,
        name,
        visibility: "private",
        hardware,
        description: mark.description,
        github_url: mark.githubUrl,
    });
    if (made === "taken")
        return made;
    const reason = (0,preview_mark/* whyNotOurs */.nL)(made.model, origin);
    if (reason !== undefined)
        throw (0,preview_mark/* notOurs */.TR)(made.model, origin, reason);
    return { model: made.model, createdOn: made.created ? hardware : undefined, updated: [] };
}

// EXTERNAL MODULE: ./src/model/target.ts + 1 modules
var model_target = __webpack_require__(81943);
// EXTERNAL MODULE: ./src/push/preflight.ts
var preflight = __webpack_require__(76287);
// EXTERNAL MODULE: ./src/replicate/models.ts
var models = __webpack_require__(28281);
// EXTERNAL MODULE: ./src/testing/preflight.ts
var testing_preflight = __webpack_require__(30731);
// EXTERNAL MODULE: ./src/preview/resolve.ts
var resolve = __webpack_require__(5940);
;// CONCATENATED MODULE: ./src/preview/preflight.ts











/**
 * Checks, all at once, whatever a preview needs. Changes nothing but the runner's tool cache.
 * @throws {ActionError} with every problem that was found.
 */
async function preflightPreview(plan, runtime) {
    const { target } = plan;
    const { http, context } = runtime;
    const { credentials } = target;
    const connection = (0,model_target/* connect */.Ng)(credentials, runtime);
    const build = (0,preflight/* checkBuild */.D)(plan, runtime);
    if (connection === undefined) {
        await (0,errors/* allPassed */.OE)([Promise.reject((0,model_target/* apiNeeded */.Qo)(credentials, "A preview")), ...build.all]);
        throw new Error("unreachable: the API is needed");
    }
    const { api, account } = connection;
    const name = (0,model_target/* nameOf */.Vb)(target);
    // For comparison only: a preview needs none.
    const production = name.then((model) => modelIfThere(api, model, credentials));
    const preview = name.then((model) => (0,resolve/* resolvePreview */.v)(model, plan.preview, context));
    const found = preview.then((wanted) => findPreview(api, wanted, target.creation, credentials, account));
    const registry = preview.then(({ first }) => (0,model_credentials/* checkRegistry */.qW)(http, context.registryHost, (0,model_name/* fullName */.fq)(first), credentials, account));
    const schema = production.then((model) => model?.latestVersion?.schema).catch(() => undefined);
    const { directory } = plan.project;
    const gate = (0,testing_preflight/* checkGates */.P)(plan.gates, connection, credentials, directory, schema, runtime);
    await (0,errors/* allPassed */.OE)([name, account, production, preview, found, registry, ...build.all, ...gate.all]);
    return {
        api,
        account: await account,
        preview: await preview,
        ...(await found),
        production: await production,
        registry: await registry,
        cog: await build.cog,
        docker: await build.docker,
        space: await build.space,
        gates: await gate.ready,
    };
}
/** @throws {ActionError} when the API neither shows it nor says that it is missing. */
async function modelIfThere(api, name, credentials) {
    const found = await (0,models/* getModel */.E1)(api, name);
    if (!("status" in found))
        return found;
    if (found.status === 404)
        return undefined;
    throw (0,model/* refusedReading */.hk)(name, found, credentials);
}
/**
 * Finds the preview by its names, with no state of our own: the first name, or when that is missing the
 * newest of the later ones.
 */
async function findPreview(api, { first, origin }, creation, credentials, account) {
    const find = (name) => modelIfThere(api, name, credentials);
    const found = await find(first);
    if (found !== undefined)
        return exists(found, origin);
    const later = await Promise.all((0,preview_name/* generations */.YZ)(first).slice(1).map(find));
    const newest = later
        .filter((model) => model !== undefined)
        .findLast((model) => (0,preview_mark/* whyNotOurs */.nL)(model, origin) === undefined);
    if (newest !== undefined)
        return exists(newest, origin);
    const asked = { ...creation, allowed: true, visibility: "private" };
    return { name: first, state: await (0,model/* checkCreation */.MY)(api, first, asked, account) };
}
function exists(model, origin) {
    const reason = (0,preview_mark/* whyNotOurs */.nL)(model, origin);
    if (reason !== undefined)
        throw (0,preview_mark/* notOurs */.TR)(model, origin, reason);
    return { name: model, state: { kind: "exists", model } };
}

// EXTERNAL MODULE: ./src/preview/pull-request.ts + 4 modules
var pull_request = __webpack_require__(89023);
// EXTERNAL MODULE: ./src/preview/remove.ts
var remove = __webpack_require__(81238);
// EXTERNAL MODULE: ./src/preview/report.ts
var report = __webpack_require__(97700);
// EXTERNAL MODULE: ./src/push/measure-image.ts
var measure_image = __webpack_require__(34812);
// EXTERNAL MODULE: ./src/push/publish-version.ts + 4 modules
var publish_version = __webpack_require__(67778);
// EXTERNAL MODULE: ./src/testing/gates.ts + 15 modules
var testing_gates = __webpack_require__(64827);
// EXTERNAL MODULE: ./src/commands/dry-run.ts
var dry_run = __webpack_require__(78727);
// EXTERNAL MODULE: ./src/commands/report.ts + 1 modules
var commands_report = __webpack_require__(67366);
;// CONCATENATED MODULE: ./src/commands/preview.ts





















/** A private model of the pull request's own, told of in one comment that is kept up to date. */
async function preview(plan, runtime) {
    const ready = await preflightPreview(plan, runtime);
    const { api, cog } = ready;
    const { origin } = ready.preview;
    (0,report.reportPreviewPreflight)(ready);
    if (plan.dryRun)
        return (0,commands_report/* reportDryRun */.HN)(ready.name, await foresee(plan, ready, runtime));
    const page = await (0,pull_request/* openPage */.w)(plan.preview, origin, runtime);
    const [ensured] = await Promise.all([
        ensurePreview(api, ready.preview, ready.state),
        (0,disk/* makeRoom */.m)(diskOf(plan, ready), runtime),
    ]);
    const { model } = ensured;
    const abandon = async () => {
        await (0,remove/* removePreview */.p)(api, model, runtime.signal);
        await (0,report.reportSkip)(`Pull request #${origin.number} was closed meanwhile, and has no preview.`);
    };
    // A run for the closed pull request may have looked for the model just before it was made.
    if (ensured.createdOn !== undefined && (await page?.isClosed()))
        return abandon();
    (0,commands_report/* reportModel */.S6)(model, ensured);
    (0,install/* addToPath */.q)(cog);
    try {
        await deliver(plan, ready, ensured, page, runtime);
    }
    catch (error) {
        if (!runtime.signal.aborted && (await page?.isClosed()))
            return abandon();
        throw error;
    }
}
async function foresee(plan, ready, runtime) {
    const { name, state, cog } = ready;
    return [
        ...(state.kind === "missing"
            ? [`create ${(0,model_name/* fullName */.fq)(name)} (private, on ${state.hardware})`]
            : []),
        ...(await (0,disk/* foreseeDisk */.F)(diskOf(plan, ready), runtime)),
        `build ${plan.project.directory} with Cog ${cog.version}, and push it to ${(0,model_name/* fullName */.fq)(name)}`,
        ...(0,dry_run/* foreseeTrial */.Au)(plan),
        "delete older versions of the preview, and tell of it in a comment",
    ];
}
/** The registry was asked about the first name: the size of an image of a later one is not known. */
function diskOf({ freeDisk, project }, ready) {
    const { name, preview, state, registry, space } = ready;
    const latest = (0,model_name/* fullName */.fq)(name) === (0,model_name/* fullName */.fq)(preview.first) ? (0,model/* latestImage */.jK)(state) : undefined;
    const previousImage = () => (0,measure_image/* measureImage */.u)(registry.session, latest);
    return { mode: freeDisk, space, project, previousImage };
}
/** Pushes the preview, takes it through the gates, and tells of it wherever it is to be told of. */
async function deliver(plan, ready, ensured, page, runtime) {
    const { model } = ensured;
    const { comment, deployment: wanted } = plan.preview;
    const deployment = wanted && plan.commit ? await page?.startDeployment(model, plan.commit) : undefined;
    try {
        const { outcome, older, size } = await pushAndConfirm(plan, ready, ensured, runtime);
        const marker = (0,preview_comment/* commentMarker */.Ql)(outcome.origin.production);
        const [obstacle] = await Promise.all([
            passGates(plan, ready, outcome, size, runtime),
            (0,prune_versions/* pruneVersions */.s)(ready.api, model, older, "It goes with the model when the pull request closes."),
        ]);
        await Promise.all([
            comment ? page?.comment(marker, (0,preview_comment/* renderPreview */.Bt)(outcome)) : undefined,
            obstacle ?? deployment?.set("success", (0,urls/* versionPage */.o)(model, outcome.version.id, ensured)),
            (0,report.reportPreview)(outcome),
        ]);
        if (obstacle !== undefined)
            throw obstacle;
    }
    catch (error) {
        await deployment?.set("failure");
        throw error;
    }
}
/** @returns what the preview did not pass, so that the comment can tell of it before the step fails. */
async function passGates({ gates, project }, ready, { version, ensured, findings }, size, runtime) {
    const { production } = ready;
    const before = production?.latestVersion;
    const consequence = "Production is as it was: this is the preview.";
    const { model } = ensured;
    const name = ready.preview.origin.production;
    const exampleInput = production?.exampleInput;
    const { directory } = project;
    const subject = { model, version, previous: before, exampleInput, directory, isFresh: true };
    try {
        const schemas = { before: before?.schema, after: version.schema };
        (0,testing_gates/* passCompatibility */.A)(gates, schemas, name, findings, consequence);
        await (0,testing_gates/* passTrial */.o)(gates, subject, ready.gates, size, findings, consequence, runtime);
        return undefined;
    }
    catch (error) {
        if (error instanceof errors/* ActionError */.lZ && !runtime.signal.aborted)
            return error;
        throw error;
    }
}
/** Pushes, and confirms by the list of versions, which also tells which of them are older. */
async function pushAndConfirm(plan, ready, ensured, runtime) {
    const { api, cog, space } = ready;
    const { model } = ensured;
    const registry = await registryFor(ensured, plan, ready, runtime);
    let listed = [];
    const { version, image, size } = await (0,publish_version/* publishVersion */.Q)(plan, { cog, registry, space }, {
        name: model,
        api,
        previous: model.latestVersion?.id,
        isMeasured: plan.gates.bootCheck,
        lookUp: async (ids) => {
            const versions = await (0,models/* listVersions */.yO)(api, model);
            if ("status" in versions && versions.status === 404)
                throw deletedMeanwhile(model);
            if ("status" in versions)
                return versions;
            listed = versions;
            return versions.find(({ id }) => ids.includes(id));
        },
    }, { watch: new stopwatch/* Stopwatch */.e(), phase: "" }, runtime);
    (0,commands_report/* reportVersion */.fV)(model, version, image, ensured);
    const newest = listed[0]?.id;
    return {
        older: listed.map(({ id }) => id).filter((id) => id !== newest && id !== version.id),
        size,
        outcome: {
            origin: ready.preview.origin,
            ensured,
            version,
            findings: {},
            commit: plan.commit,
            branch: plan.preview.pullRequest?.branch,
            cogVersion: cog.version,
            apiUrl: runtime.context.apiUrl,
        },
    };
}
function deletedMeanwhile(model) {
    return new errors/* ActionError */.lZ({
        what: `${(0,model_name/* fullName */.fq)(model)} was deleted while it was pushed to.`,
        remedy: "Run the job again if the pull request is still open.",
    });
}
/** The registry was asked about the first name; a later one is another repository. */
async function registryFor({ model }, { target }, { preview: { first }, registry, account }, { http, context }) {
    if ((0,model_name/* fullName */.fq)(model) === (0,model_name/* fullName */.fq)(first))
        return registry;
    return (0,model_credentials/* checkRegistry */.qW)(http, context.registryHost, (0,model_name/* fullName */.fq)(model), target.credentials, Promise.resolve(account));
}


/***/ }),

/***/ 64375:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   s: () => (/* binding */ pruneVersions)
/* harmony export */ });
/* harmony import */ var _actions_core__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(46058);
/* harmony import */ var _http_problem_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(24287);
/* harmony import */ var _lib_model_name_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(89988);
/* harmony import */ var _replicate_models_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(28281);




/**
 * Deletes versions that newer ones have replaced. The deletion comes true later; refusals are one warning.
 * @param otherwise what becomes of a version that can't be deleted, for the warning.
 * @returns the ids whose deletion was taken on.
 */
async function pruneVersions(api, model, ids, otherwise) {
    const deletions = ids.map(async (id) => ({ id, reply: await (0,_replicate_models_js__WEBPACK_IMPORTED_MODULE_3__/* .deleteVersion */ .CH)(api, model, id) }));
    const answers = await Promise.all(deletions);
    const isGoing = ({ reply: { status } }) => status === 202 || status === 404;
    const refused = answers.filter((answer) => !isGoing(answer));
    const [first] = refused;
    if (first !== undefined) {
        const which = refused.length === 1 ? "The older version" : `${refused.length} older versions`;
        const verb = refused.length === 1 ? "was" : "were";
        _actions_core__WEBPACK_IMPORTED_MODULE_0__/* .warning */ .$e(`${which} of ${(0,_lib_model_name_js__WEBPACK_IMPORTED_MODULE_2__/* .fullName */ .fq)(model)} ${verb} not deleted (${refused.map(({ id }) => id).join(", ")}): ${(0,_http_problem_js__WEBPACK_IMPORTED_MODULE_1__/* .describeReply */ .CS)(first.reply)}. ${otherwise}`);
    }
    return answers.filter(isGoing).map(({ id }) => id);
}


/***/ })

};

export const id = 555;
export const ids = [555];
export const modules = {

/***/ 11555:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

// ESM COMPAT FLAG
__webpack_require__.r(__webpack_exports__);

// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  promote: () => (/* binding */ promote)
});

// EXTERNAL MODULE: ./src/deployment/move.ts
var move = __webpack_require__(12742);
// EXTERNAL MODULE: ./src/lib/model-name.ts
var model_name = __webpack_require__(89988);
// EXTERNAL MODULE: ./src/model/urls.ts
var urls = __webpack_require__(62127);
// EXTERNAL MODULE: ./src/push/publish-version.ts + 4 modules
var publish_version = __webpack_require__(67778);
// EXTERNAL MODULE: ./src/release-notes/update.ts + 1 modules
var update = __webpack_require__(67143);
// EXTERNAL MODULE: ./src/testing/gates.ts + 15 modules
var testing_gates = __webpack_require__(64827);
// EXTERNAL MODULE: ./src/testing/report.ts
var report = __webpack_require__(67108);
// EXTERNAL MODULE: ./src/commands/dry-run.ts
var dry_run = __webpack_require__(78727);
// EXTERNAL MODULE: ./src/deployment/preflight.ts
var preflight = __webpack_require__(7832);
// EXTERNAL MODULE: ./src/http/problem.ts
var problem = __webpack_require__(24287);
// EXTERNAL MODULE: ./src/lib/errors.ts
var errors = __webpack_require__(97268);
// EXTERNAL MODULE: ./src/model/model.ts + 1 modules
var model_model = __webpack_require__(96435);
// EXTERNAL MODULE: ./src/model/target.ts + 1 modules
var model_target = __webpack_require__(81943);
// EXTERNAL MODULE: ./src/replicate/models.ts
var models = __webpack_require__(28281);
// EXTERNAL MODULE: ./src/testing/preflight.ts
var testing_preflight = __webpack_require__(30731);
;// CONCATENATED MODULE: ./src/commands/promote-preflight.ts








/**
 * Checks, all at once, what a promotion needs: the version, the gates, the deployment.
 * @throws {ActionError} with every problem that was found.
 */
async function preflightPromote(plan, runtime) {
    const { target, version: id, gates } = plan;
    const { credentials } = target;
    const connection = (0,model_target/* connect */.Ng)(credentials, runtime);
    if (connection === undefined)
        throw (0,model_target/* apiNeeded */.Qo)(credentials, "Promoting a version");
    const { api, account } = connection;
    const name = (0,model_target/* nameOf */.Vb)(target);
    const model = name.then(async (of) => {
        const found = await (0,models/* getModel */.E1)(api, of);
        if (!("status" in found))
            return found;
        throw found.status === 404 ? noModel(of) : (0,model_model/* refusedReading */.hk)(of, found, credentials);
    });
    const version = Promise.all([name, model]).then(([of]) => findVersion(api, of, id));
    const schema = version.then((found) => found.schema).catch(() => undefined);
    const gate = (0,testing_preflight/* checkGates */.P)(gates, connection, credentials, plan.directory, schema, runtime);
    const deployment = (0,preflight/* checkDeployment */.Q)(plan.deployment, connection, credentials, name);
    const current = Promise.all([model, deployment]).then(([of, served]) => currentVersion(api, of, served, id));
    await (0,errors/* allPassed */.OE)([account, name, model, version, ...gate.all, deployment, current]);
    return {
        api,
        account: await account,
        model: await model,
        version: await version,
        gates: await gate.ready,
        deployment: await deployment,
        current: await current,
    };
}
async function findVersion(api, name, id) {
    const found = await (0,models/* getVersion */.HF)(api, name, id);
    if (!("status" in found))
        return found;
    if (found.status !== 404)
        throw (0,problem/* unexpected */.os)(`Reading version ${id} of ${(0,model_name/* fullName */.fq)(name)}`, found);
    throw new errors/* ActionError */.lZ({
        what: `${(0,model_name/* fullName */.fq)(name)} has no version ${id} (or this token can't see it).`,
        remedy: `Give version the id of one of https://replicate.com/${(0,model_name/* fullName */.fq)(name)}/versions.`,
    });
}
function noModel(name) {
    return new errors/* ActionError */.lZ({
        what: `${(0,model_name/* fullName */.fq)(name)} does not exist (or this token can't see it), so it has no version to promote.`,
        remedy: "Check model and the account of api-token.",
    });
}
async function currentVersion(api, model, served, promoted) {
    const id = served?.state.kind === "exists"
        ? served.state.deployment.release.version
        : model.latestVersion?.id;
    if (id === undefined || id === promoted)
        return undefined;
    if (id === model.latestVersion?.id)
        return model.latestVersion;
    const found = await (0,models/* getVersion */.HF)(api, model, id);
    if (!("status" in found))
        return found;
    // One that was deleted meanwhile can't be compared with any more.
    if (found.status === 404)
        return { id, schema: undefined };
    throw (0,problem/* unexpected */.os)(`Reading version ${id} of ${(0,model_name/* fullName */.fq)(model)}, which is used today`, found);
}

// EXTERNAL MODULE: ./node_modules/@actions/core/lib/core.js + 8 modules
var core = __webpack_require__(46058);
// EXTERNAL MODULE: ./src/lib/log.ts
var log = __webpack_require__(61025);
// EXTERNAL MODULE: ./src/lib/outputs.ts
var outputs = __webpack_require__(14377);
// EXTERNAL MODULE: ./src/lib/summary-file.ts
var summary_file = __webpack_require__(9374);
// EXTERNAL MODULE: ./src/markdown/markdown.ts
var markdown = __webpack_require__(560);
// EXTERNAL MODULE: ./src/commands/findings.ts
var commands_findings = __webpack_require__(50510);
;// CONCATENATED MODULE: ./src/commands/promotion-summary.ts








/** Tells which version it is about, as soon as it is known to be there. */
function reportPromotionPreflight({ account, model, version, current }, image) {
    (0,outputs/* setOutputs */.n)({
        model: (0,model_name/* fullName */.fq)(model),
        "model-url": model.url,
        version: version.id,
        "version-url": (0,urls/* versionPage */.o)(model, version.id, undefined),
        digest: `sha256:${version.id}`,
        image: `${image}@sha256:${version.id}`,
        "previous-version": current?.id,
    });
    (0,log/* say */.cv)(`api-token belongs to ${account.username} (${account.type})`);
    (0,log/* say */.cv)(`${(0,model_name/* fullName */.fq)(model)} has the version ${version.id}`);
}
/** Tells of a promotion that has ended well. */
async function reportPromotion(name, version, findings, apiUrl) {
    const isMoved = findings.moved !== undefined;
    (0,outputs/* setOutputs */.n)({ status: isMoved ? "promoted" : "unchanged" });
    if (!isMoved)
        core/* warning */.$e("No deployment is named, so nothing was moved: the version was only looked at.");
    const title = isMoved ? "promoted" : "looked at";
    await (0,summary_file/* writeSummary */.S)([
        `## ${(0,markdown/* link */.nf)(version, (0,urls/* versionPage */.o)(name, version, undefined))} ${title}`,
        ...(0,commands_findings/* renderFindings */.v)(findings, apiUrl),
    ].join("\n\n"));
}

// EXTERNAL MODULE: ./src/commands/report.ts + 1 modules
var commands_report = __webpack_require__(67366);
;// CONCATENATED MODULE: ./src/commands/promote.ts











/** A version that exists already: proved as far as was asked, and moved to. Nothing is built. */
async function promote(plan, runtime) {
    const ready = await preflightPromote(plan, runtime);
    const { model } = ready;
    reportPromotionPreflight(ready, (0,publish_version/* imageOf */.d)(model, runtime));
    if (plan.dryRun)
        return (0,commands_report/* reportDryRun */.HN)(model, (0,dry_run/* foreseeDelivery */.u$)(plan, ready.deployment, plan.version));
    const findings = {};
    try {
        await deliver(plan, ready, findings, runtime);
    }
    catch (error) {
        await (0,report/* reportFindings */.LH)(model, findings, runtime.context.apiUrl);
        throw error;
    }
}
async function deliver(plan, { api, model, version, current, gates, deployment }, findings, runtime) {
    const consequence = deployment === undefined
        ? "Nothing was moved."
        : `The deployment ${(0,model_name/* fullName */.fq)(deployment.name)} was not moved.`;
    if (current !== undefined) {
        const schemas = { before: current.schema, after: version.schema };
        (0,testing_gates/* passCompatibility */.A)(plan.gates, schemas, model, findings, consequence);
    }
    const subject = {
        model,
        version,
        previous: current,
        exampleInput: model.exampleInput,
        directory: plan.directory,
        isFresh: false,
    };
    await (0,testing_gates/* passTrial */.o)(plan.gates, subject, gates, undefined, findings, consequence, runtime);
    if (deployment !== undefined) {
        findings.moved = await (0,move/* moveDeployment */.j)(api, deployment, model, version.id, runtime.signal);
        (0,report/* reportMove */.Q6)(findings.moved);
    }
    const image = `${(0,publish_version/* imageOf */.d)(model, runtime)}@sha256:${version.id}`;
    const page = (0,urls/* versionPage */.o)(model, version.id, undefined);
    await (0,update/* tellRelease */.L)(plan.release, { name: model, version, page, image, findings }, api, runtime);
    await reportPromotion(model, version.id, findings, runtime.context.apiUrl);
}


/***/ }),

/***/ 12742:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   j: () => (/* binding */ moveDeployment)
/* harmony export */ });
/* harmony import */ var _http_problem_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(24287);
/* harmony import */ var _lib_errors_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(97268);
/* harmony import */ var _lib_model_name_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(89988);
/* harmony import */ var _lib_sleep_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(98964);
/* harmony import */ var _replicate_deployments_js__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(79643);





/** What cog-safe-push gives a new deployment (its deployment.py). */
const INSTANCES = { cpu: { min: 1, max: 20 }, gpu: { min: 0, max: 2 } };
/** Seconds for which the API may still show a deployment as it was before. */
const PATIENCE = 10;
/**
 * Creates the deployment, or moves it to the version, and reads it back.
 * @throws {ActionError} when Replicate refuses, or the deployment serves another version afterwards.
 */
async function moveDeployment(api, { name, asked, state }, model, version, signal) {
    // Another run may have moved it since the preflight.
    const existing = state.kind === "exists" ? await (0,_replicate_deployments_js__WEBPACK_IMPORTED_MODULE_4__/* .getDeployment */ .i8)(api, name) : undefined;
    const reply = state.kind === "missing"
        ? await create(api, name, asked, state.hardware, model, version)
        : await update(api, existing ?? gone(name), asked, version);
    const isDone = reply === undefined || reply.status === 200 || reply.status === 201;
    // It would have no effect: it is there already.
    if (!isDone && !(existing !== undefined && reply.status === 409))
        throw refused(name, reply);
    return {
        deployment: await readBack(api, name, existing, version, signal),
        created: existing === undefined,
        previousVersion: existing?.release.version,
    };
}
/** Reads the deployment until its release is another than before. */
async function readBack(api, name, before, version, signal) {
    const deadline = Date.now() + PATIENCE * 1000;
    for (;;) {
        const found = await (0,_replicate_deployments_js__WEBPACK_IMPORTED_MODULE_4__/* .getDeployment */ .i8)(api, name);
        if (found?.release.version === version)
            return found;
        const isAsBefore = found?.release.number === before?.release.number;
        if (!isAsBefore)
            throw elsewhere(name, found, version);
        if (Date.now() >= deadline)
            throw unmoved(name, found, version);
        await (0,_lib_sleep_js__WEBPACK_IMPORTED_MODULE_3__/* .pause */ .v7)(1, signal);
    }
}
function create(api, { name }, asked, hardware, model, version) {
    const usual = INSTANCES[/^cpu/.test(hardware) ? "cpu" : "gpu"];
    return (0,_replicate_deployments_js__WEBPACK_IMPORTED_MODULE_4__/* .createDeployment */ .Yy)(api, {
        name,
        model: (0,_lib_model_name_js__WEBPACK_IMPORTED_MODULE_2__/* .fullName */ .fq)(model),
        version,
        hardware,
        min_instances: asked.minInstances ?? Math.min(usual.min, asked.maxInstances ?? usual.min),
        max_instances: asked.maxInstances ?? Math.max(usual.max, asked.minInstances ?? 0),
    });
}
/** @returns undefined when it is as it should be already. */
async function update(api, { release, ...name }, asked, version) {
    const fields = [
        ["version", version, release.version],
        ["hardware", asked.hardware, release.hardware],
        ["min_instances", asked.minInstances, release.minInstances],
        ["max_instances", asked.maxInstances, release.maxInstances],
    ];
    const patch = Object.fromEntries(fields.flatMap(([field, wanted, has]) => wanted === undefined || wanted === has ? [] : [[field, wanted]]));
    return Object.keys(patch).length === 0 ? undefined : (0,_replicate_deployments_js__WEBPACK_IMPORTED_MODULE_4__/* .updateDeployment */ .VJ)(api, name, patch);
}
function gone(name) {
    throw new _lib_errors_js__WEBPACK_IMPORTED_MODULE_1__/* .ActionError */ .lZ({
        what: `The deployment ${(0,_lib_model_name_js__WEBPACK_IMPORTED_MODULE_2__/* .fullName */ .fq)(name)} was deleted while the step ran.`,
        remedy: "Run the job again, and it is created.",
    });
}
function refused(name, reply) {
    return new _lib_errors_js__WEBPACK_IMPORTED_MODULE_1__/* .ActionError */ .lZ({
        what: `The deployment ${(0,_lib_model_name_js__WEBPACK_IMPORTED_MODULE_2__/* .fullName */ .fq)(name)} could not be moved: ${(0,_http_problem_js__WEBPACK_IMPORTED_MODULE_0__/* .describeReply */ .CS)(reply)}.`,
        remedy: "The version itself is there. Correct what Replicate names, and run the job again with input version set to it: nothing is built then.",
    });
}
function unmoved(name, found, version) {
    return new _lib_errors_js__WEBPACK_IMPORTED_MODULE_1__/* .ActionError */ .lZ({
        what: `The deployment ${(0,_lib_model_name_js__WEBPACK_IMPORTED_MODULE_2__/* .fullName */ .fq)(name)} was moved to ${version}, and serves ${found?.release.version ?? "nothing"} now, ${PATIENCE} s later.`,
        remedy: `Look at https://replicate.com/deployments/${(0,_lib_model_name_js__WEBPACK_IMPORTED_MODULE_2__/* .fullName */ .fq)(name)}. To move it again, run the job with input version set to the new one: nothing is built then.`,
    });
}
function elsewhere(name, found, version) {
    return new _lib_errors_js__WEBPACK_IMPORTED_MODULE_1__/* .ActionError */ .lZ({
        what: `The deployment ${(0,_lib_model_name_js__WEBPACK_IMPORTED_MODULE_2__/* .fullName */ .fq)(name)} was moved to ${version}, and serves ${found?.release.version ?? "nothing"} now: another run has moved it meanwhile.`,
        remedy: "Let one job at a time move a deployment (concurrency in the workflow), and run the one that should be last again.",
    });
}


/***/ }),

/***/ 67143:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  L: () => (/* binding */ tellRelease)
});

// EXTERNAL MODULE: ./node_modules/@actions/core/lib/core.js + 8 modules
var core = __webpack_require__(46058);
// EXTERNAL MODULE: ./src/compatibility/compare.ts + 8 modules
var compare = __webpack_require__(72581);
// EXTERNAL MODULE: ./src/github/status.ts
var github_status = __webpack_require__(50957);
// EXTERNAL MODULE: ./src/http/problem.ts
var problem = __webpack_require__(24287);
// EXTERNAL MODULE: ./src/lib/log.ts
var log = __webpack_require__(61025);
// EXTERNAL MODULE: ./src/lib/masks.ts
var masks = __webpack_require__(90554);
// EXTERNAL MODULE: ./src/lib/model-name.ts
var model_name = __webpack_require__(89988);
// EXTERNAL MODULE: ./src/lib/summary-file.ts
var summary_file = __webpack_require__(9374);
// EXTERNAL MODULE: ./src/markdown/markdown.ts
var markdown = __webpack_require__(560);
// EXTERNAL MODULE: ./src/replicate/models.ts
var models = __webpack_require__(28281);
// EXTERNAL MODULE: ./src/testing/redacted.ts
var redacted = __webpack_require__(68406);
// EXTERNAL MODULE: ./src/compatibility/render.ts
var render = __webpack_require__(36594);
// EXTERNAL MODULE: ./src/lib/units.ts
var units = __webpack_require__(20212);
// EXTERNAL MODULE: ./src/markdown/snippets.ts
var snippets = __webpack_require__(88675);
;// CONCATENATED MODULE: ./src/release-notes/render.ts





/** What a release's notes are told of a version. */
function renderRelease(note) {
    const { name, version, image, findings, changes } = note;
    const { trial, moved } = findings;
    const passed = trial?.cases.filter(({ failures }) => failures.length === 0).length ?? 0;
    const run = (0,snippets/* snippets */.L)(name, version.id, version.schema, note.apiUrl);
    return [
        `### ${(0,markdown/* code */.aY)((0,model_name/* fullName */.fq)(name))} on Replicate`,
        (0,markdown/* table */.tp)(["", ""], [
            ["Version", (0,markdown/* link */.nf)(version.id, note.page)],
            ["Image", (0,markdown/* code */.aY)(image)],
            [
                "Boots in",
                trial?.boot.phases && (0,units/* duration */.p)(trial.boot.phases.queued + (trial.boot.phases.setup ?? 0)),
            ],
            [
                "Tests",
                trial && trial.cases.length > 0 ? `${passed} of ${trial.cases.length} passed` : undefined,
            ],
            [
                "Deployment",
                moved &&
                    `${(0,markdown/* code */.aY)((0,model_name/* fullName */.fq)(moved.deployment))}, release ${moved.deployment.release.number}`,
            ],
        ]),
        ...(changes === undefined ? [] : [(0,render/* renderCompatibility */.X)(changes.compatibility, changes.since)]),
        (0,markdown/* details */.zH)("Run it", [(0,markdown/* block */.om)("sh", run.curl), (0,markdown/* block */.om)("python", run.python), (0,markdown/* block */.om)("js", run.javascript)].join("\n\n")),
    ].join("\n\n");
}
/**
 * Puts what is told between markers that nobody sees, and this block into a release's notes: in place of the
 * one that is there, or at the end. Nothing else is touched, line ends neither. What is told can't hold a
 * marker: the next run would take it for the end of the block.
 */
function putBlock(body, name, version, text) {
    const told = text.replace(MARKER, (marker) => marker.replace("<!--", "<! --"));
    const ours = `${beginOf(name, version)}\n\n${told}\n\n${endOf(name)}`;
    const found = findBlock(body, name);
    if (found === undefined)
        return body.trim() === "" ? ours : `${body}\n\n${ours}`;
    return body.slice(0, found.from) + ours + body.slice(found.to);
}
/** The version that a release's notes tell of; undefined when they have no block of this model. */
function versionInNotes(body, name) {
    return findBlock(body, name)?.version;
}
function beginOf(name, version) {
    return `<!-- push-to-replicate: ${(0,model_name/* fullName */.fq)(name)} ${version} -->`;
}
function endOf(name) {
    return `<!-- /push-to-replicate: ${(0,model_name/* fullName */.fq)(name)} -->`;
}
/** Any marker, of any model: `<!-- push-to-replicate: acme/hotdog 5c7d… -->`, and the same with a slash. */
const MARKER = /<!-- (\/?)push-to-replicate: (\S+)(?: ([0-9a-f]{64}))? -->/g;
/** Only a begin whose end follows next is ours: all between another pair is the author's text. */
function findBlock(body, name) {
    const markers = [...body.matchAll(MARKER)];
    for (const [place, begin] of markers.entries()) {
        const end = markers[place + 1];
        const [, slash, of, version] = begin;
        if (of !== (0,model_name/* fullName */.fq)(name) || slash !== "" || version === undefined)
            continue;
        if (end?.[1] === "/" && end[2] === of)
            return { from: begin.index, to: end.index + end[0].length, version };
    }
    return undefined;
}

;// CONCATENATED MODULE: ./src/release-notes/update.ts












/**
 * Writes the version into the release of the tag; where the tag has none, into the summary. What goes wrong
 * is a warning: the version is where it should be by then.
 * @param target undefined: no release is to be told.
 */
async function tellRelease(target, told, api, runtime) {
    if (target === undefined)
        return;
    const { tag, githubToken } = target;
    const { context, http } = runtime;
    if (githubToken === undefined) {
        core/* warning */.$e("github-token is empty, so the release on GitHub is not told of the version.");
        return;
    }
    const [{ openGitHub }, notes] = await Promise.all([
        Promise.all(/* import() */[__webpack_require__.e(845), __webpack_require__.e(584)]).then(__webpack_require__.bind(__webpack_require__, 96584)),
        __webpack_require__.e(/* import() */ 606).then(__webpack_require__.bind(__webpack_require__, 87606)),
    ]);
    const github = openGitHub(http, { apiUrl: context.githubApiUrl, token: githubToken });
    const { repository } = context;
    try {
        const release = await notes.releaseOfTag(github, repository, tag);
        const changes = release && (await changesSince(github, release, told, api, runtime));
        const text = (0,masks/* redact */.E)(renderRelease(noteOf(told, changes, context.apiUrl)));
        const change = (body) => putBlock(body, told.name, told.version.id, text);
        if (release === undefined) {
            (0,log/* say */.cv)(`The tag ${tag} has no release, so the summary is told what it would be.`);
            return await (0,summary_file/* writeSummary */.S)(change(""));
        }
        await notes.changeNotes(github, repository, release, change, runtime.signal);
        (0,log/* say */.cv)(`The release ${tag} tells of the version.`);
    }
    catch (error) {
        runtime.signal.throwIfAborted();
        const remedy = (0,github_status/* lacksPermission */.kQ)(error)
            ? ' Give the job the permission "contents: write", or set release-notes to false.'
            : "";
        core/* warning */.$e(`The release ${tag} could not be told: ${(0,github_status/* wordsOf */.Z9)(error)}.${remedy}`);
    }
}
function noteOf({ name, version, page, image, findings }, changes, apiUrl) {
    const before = findings.compatibility && {
        compatibility: findings.compatibility,
        since: "the version before",
    };
    return { name, version, page, image, findings, changes: changes ?? before, apiUrl };
}
/** The changes since the previous release. Those that can't be found out are left out of the notes, with a warning. */
async function changesSince(github, release, told, api, runtime) {
    if (api === undefined)
        return undefined;
    try {
        return await findChanges(github, release, told, api, runtime);
    }
    catch (error) {
        runtime.signal.throwIfAborted();
        core/* warning */.$e(`The release ${release.tag} is not told what has changed since the one before: ${(0,github_status/* wordsOf */.Z9)(error)}.`);
        return undefined;
    }
}
/** How the version differs from the one that the previous release tells of; undefined when none does. */
async function findChanges(github, release, { name, version }, api, { context }) {
    const { releasesBefore } = await __webpack_require__.e(/* import() */ 606).then(__webpack_require__.bind(__webpack_require__, 87606));
    const earlier = await releasesBefore(github, context.repository, release);
    for (const { body, title } of earlier) {
        const id = versionInNotes(body, name);
        if (id === undefined)
            continue;
        const found = await (0,models/* getVersion */.HF)(api, name, id);
        if ("status" in found) {
            if (found.status !== 404)
                throw (0,problem/* unexpected */.os)(`Reading version ${id}`, found);
            (0,log/* debug */.Yz)(`the version of ${(0,model_name/* fullName */.fq)(name)} in ${title} is gone`);
            return undefined;
        }
        const compared = (0,compare/* compareSchemas */._)(found.schema, version.schema);
        const compatibility = (0,redacted/* redactedCompatibility */.D)(compared, masks/* redact */.E);
        return { compatibility, since: `release ${(0,markdown/* code */.aY)(title)}` };
    }
    return undefined;
}


/***/ })

};

export const id = 803;
export const ids = [803];
export const modules = {

/***/ 47803:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

// ESM COMPAT FLAG
__webpack_require__.r(__webpack_exports__);

// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  push: () => (/* binding */ push)
});

// EXTERNAL MODULE: ./src/cog/install.ts + 7 modules
var install = __webpack_require__(11395);
// EXTERNAL MODULE: ./src/disk/disk.ts + 9 modules
var disk = __webpack_require__(91809);
// EXTERNAL MODULE: ./src/lib/log.ts
var log = __webpack_require__(61025);
// EXTERNAL MODULE: ./src/lib/model-name.ts
var model_name = __webpack_require__(89988);
// EXTERNAL MODULE: ./src/model/ensure-model.ts
var ensure_model = __webpack_require__(4991);
// EXTERNAL MODULE: ./src/model/model.ts + 1 modules
var model = __webpack_require__(96435);
// EXTERNAL MODULE: ./src/docker/labels.ts
var labels = __webpack_require__(20065);
// EXTERNAL MODULE: ./src/lib/errors.ts
var errors = __webpack_require__(97268);
// EXTERNAL MODULE: ./src/push/run-cog.ts + 18 modules
var run_cog = __webpack_require__(15060);
;// CONCATENATED MODULE: ./src/push/check-built.ts



/**
 * Builds the image and reads the schema from its label, so that it can be compared before anything is
 * pushed. The push finds the build in Docker's cache.
 * @param image name of the image, as it will be pushed.
 * @returns undefined when the image has none.
 */
async function buildAndReadSchema(image, plan, ready, runtime) {
    await (0,run_cog/* runCogStep */.v)("build", image, plan, ready, runtime);
    try {
        const { environment, dockerConfigDirectory } = runtime.context;
        const surroundings = { environment, dockerConfigDirectory, signal: runtime.signal };
        return await (0,labels/* imageSchema */.F)(image, surroundings);
    }
    catch (cause) {
        runtime.signal.throwIfAborted();
        throw new errors/* ActionError */.lZ({
            what: `The image ${image} was built, and its labels can't be read: ${(0,errors/* messageOf */.bD)(cause)}.`,
            remedy: "Check that DOCKER_HOST and the Docker context are the ones that Cog builds with, or set compatibility to warn, which compares after the push.",
        }, { cause });
    }
}

// EXTERNAL MODULE: ./src/push/measure-image.ts
var measure_image = __webpack_require__(34812);
// EXTERNAL MODULE: ./src/model/prune-versions.ts
var prune_versions = __webpack_require__(64375);
// EXTERNAL MODULE: ./src/replicate/models.ts
var models = __webpack_require__(28281);
// EXTERNAL MODULE: ./src/model/create-model.ts
var create_model = __webpack_require__(77897);
;// CONCATENATED MODULE: ./src/testing/ensure-test-model.ts



/** What marks a test model as ours: the API has no labels. Only what is marked is ever pruned. */
function testModelMark(production) {
    return `Test model of ${(0,model_name/* fullName */.fq)(production)}, made by push-to-replicate, which deletes its older versions.`;
}
/** Makes sure of the private model that versions are tried on. */
async function ensureTestModel(api, name, state, production) {
    if (state.kind === "exists")
        return state.model;
    const made = await (0,create_model/* createOrFind */.x)(api, {
        owner: name.owner,
        name: name.name,
        visibility: "private",
        hardware: state.hardware,
        description: testModelMark(production),
    });
    if (made === "taken")
        throw (0,create_model/* nameTaken */.n)(name);
    if (made.created)
        (0,log/* say */.cv)(`Created the test model ${(0,model_name/* fullName */.fq)(name)} (private, on ${state.hardware}).`);
    return made.model;
}

// EXTERNAL MODULE: ./src/push/publish-version.ts + 4 modules
var publish_version = __webpack_require__(67778);
;// CONCATENATED MODULE: ./src/push/publish-to-test-model.ts






/**
 * Pushes the project to the test model, which is made when it is missing, and prunes the versions there
 * that newer ones have replaced.
 */
async function publishToTestModel(plan, machine, { name, state, registry }, { api, production }, watch, runtime) {
    const model = await ensureTestModel(api, name, state, production);
    let listed = [];
    const published = await (0,publish_version/* publishVersion */.Q)(plan, { ...machine, registry }, {
        name: model,
        api,
        previous: model.latestVersion?.id,
        isMeasured: true,
        lookUp: async (ids) => {
            const versions = await (0,models/* listVersions */.yO)(api, model);
            if ("status" in versions)
                return versions;
            listed = versions;
            return versions.find(({ id }) => ids.includes(id));
        },
    }, { watch, phase: "test " }, runtime);
    await prune(api, model, listed, published.version.id, production);
    return { ...published, model };
}
async function prune(api, model, versions, own, production) {
    const [newest, ...older] = versions.map(({ id }) => id);
    const replaced = older.filter((id) => id !== newest && id !== own);
    if (replaced.length === 0)
        return;
    if (model.description === testModelMark(production))
        await (0,prune_versions/* pruneVersions */.s)(api, model, replaced, "The next run tries again.");
    else
        (0,log/* say */.cv)(`${(0,model_name/* fullName */.fq)(model)} was not made by this action, so its ${replaced.length} older versions stay.`);
}

// EXTERNAL MODULE: ./src/reuse/find-version.ts + 2 modules
var find_version = __webpack_require__(5742);
// EXTERNAL MODULE: ./src/reuse/source.ts + 2 modules
var reuse_source = __webpack_require__(8212);
// EXTERNAL MODULE: ./src/testing/gates.ts + 15 modules
var testing_gates = __webpack_require__(64827);
// EXTERNAL MODULE: ./src/testing/report.ts
var report = __webpack_require__(67108);
// EXTERNAL MODULE: ./src/commands/dry-run.ts
var dry_run = __webpack_require__(78727);
// EXTERNAL MODULE: ./src/commands/report.ts + 1 modules
var commands_report = __webpack_require__(67366);
// EXTERNAL MODULE: ./src/deployment/move.ts
var move = __webpack_require__(12742);
// EXTERNAL MODULE: ./src/model/urls.ts
var urls = __webpack_require__(62127);
// EXTERNAL MODULE: ./src/release-notes/update.ts + 1 modules
var update = __webpack_require__(67143);
;// CONCATENATED MODULE: ./src/commands/push/deliver.ts







/**
 * What comes after a version is the model's newest: the gates that have not been passed, the deployment,
 * the release, and the report.
 * @param disk what was done for room; undefined when nothing was built.
 */
async function deliver(under, published, disk) {
    const { plan, ready, ensured, findings, watch, runtime } = under;
    const { name, known, deployment } = ready;
    const { version } = published;
    await proveAfter(under, published, disk === undefined);
    if (deployment !== undefined && known !== undefined) {
        findings.moved = await (0,move/* moveDeployment */.j)(known.api, deployment, name, version.id, runtime.signal);
        (0,report/* reportMove */.Q6)(findings.moved);
    }
    const page = (0,urls/* versionPage */.o)(name, version.id, ensured);
    const told = { name, version, page, image: `${published.image}@${version.digest}`, findings };
    await (0,update/* tellRelease */.L)(plan.release, told, known?.api, runtime);
    await (0,commands_report/* reportPush */.Rd)({
        name,
        ensured,
        version,
        findings,
        size: await published.size,
        previousSize: await under.previousSize,
        disk,
        isUnchanged: disk === undefined,
        cogVersion: ready.cog.version,
        apiUrl: runtime.context.apiUrl,
        phases: watch.phases,
    });
}
/** The gates that look at a version which is live by then. */
async function proveAfter({ plan, ready, ensured, findings, watch, runtime }, { version, size }, isStanding) {
    const { name, known, gates } = ready;
    const before = ensured?.model.latestVersion;
    const unmoved = plan.deployment === undefined ? "" : " The deployment was not moved.";
    const consequence = `The version is the newest of ${(0,model_name/* fullName */.fq)(name)} now, which everyone gets who calls it by name.${unmoved} With test-model a version is tried before that.`;
    if (findings.compatibility === undefined && known !== undefined) {
        const schemas = { before: before?.schema, after: version.schema };
        (0,testing_gates/* passCompatibility */.A)(plan.gates, schemas, name, findings, consequence);
    }
    if (!plan.gates.bootCheck || findings.trial !== undefined)
        return;
    const subject = {
        model: name,
        version,
        previous: before,
        exampleInput: ensured?.model.exampleInput,
        directory: plan.project.directory,
        isFresh: !isStanding,
    };
    await watch.time("test", () => (0,testing_gates/* passTrial */.o)(plan.gates, subject, gates, size, findings, consequence, runtime));
}

;// CONCATENATED MODULE: ./src/commands/push/push.ts

















/**
 * A new version: made sure of, built, proved as far as was asked, pushed, confirmed, and moved to.
 * @param ready what the preflight found.
 */
async function push(given, ready, watch, runtime) {
    const plan = withRevision(given, ready);
    const { name, known, registry } = ready;
    (0,commands_report/* reportPreflight */.U)(ready);
    if (plan.dryRun)
        return (0,dry_run/* foreseePush */.UK)(plan, ready, runtime);
    const previousSize = (0,measure_image/* measureImage */.u)(registry.session, (0,model/* latestImage */.jK)(known?.state));
    const { target, project } = plan;
    const [ensured, start] = await Promise.all([
        watch.time("model", async () => known && (0,ensure_model/* ensureModel */.a)(known, name, target, project.directory)),
        begin(plan, ready, previousSize, runtime),
    ]);
    (0,commands_report/* reportModel */.S6)(name, ensured);
    (0,install/* addToPath */.q)(ready.cog);
    const findings = {};
    const under = { plan, ready, ensured, previousSize, findings, watch, runtime };
    try {
        if ("unchanged" in start)
            await deliver(under, standing(under, start.unchanged), undefined);
        else
            await buildAndDeliver(under, start.disk);
    }
    catch (error) {
        await (0,report/* reportFindings */.LH)(name, findings, runtime.context.apiUrl);
        throw error;
    }
}
/** The image says which commit it was built from: what is checked out, where git knows it. */
function withRevision(plan, { source }) {
    return "unknown" in source ? plan : { ...plan, commit: (0,reuse_source/* revisionOf */.DT)(source) };
}
/** Finds that nothing has to be built, or makes room for the build. */
async function begin(plan, ready, previousSize, runtime) {
    const standing = await (0,find_version/* findStanding */.i)(plan, ready);
    if (standing !== undefined && "unchanged" in standing)
        return standing;
    if (standing !== undefined)
        (0,log/* say */.cv)(`skip-unchanged: there is something to build, for ${standing.doubt}.`);
    const request = { mode: plan.freeDisk, space: ready.space, project: plan.project };
    return { disk: await (0,disk/* makeRoom */.m)({ ...request, previousImage: () => previousSize }, runtime) };
}
/** The newest version, in place of one that would be the same. */
function standing({ ready, ensured, previousSize, runtime }, { id, schema }) {
    const image = (0,publish_version/* imageOf */.d)(ready.name, runtime);
    const version = { id, schema, digest: `sha256:${id}` };
    (0,commands_report/* reportUnchanged */.Ko)(ready.name, version, image, ensured);
    return { version, image, size: previousSize };
}
async function buildAndDeliver(under, disk) {
    const { plan, ready, ensured, findings, watch, runtime } = under;
    const { name, known, cog, registry, space } = ready;
    await proveBefore(under);
    const isBuilt = findings.compatibility !== undefined || findings.trial !== undefined;
    const published = await (0,publish_version/* publishVersion */.Q)(isBuilt ? alreadyBuilt(plan) : plan, { cog, registry, space }, { name, api: known?.api, previous: ensured?.model.latestVersion?.id, isMeasured: true }, { watch, phase: "" }, runtime);
    (0,commands_report/* reportVersion */.fV)(name, published.version, published.image, ensured);
    await deliver(under, published, disk);
}
/** The gates that stand before production: what they refuse is never seen by anyone. */
async function proveBefore({ plan, ready, ensured, findings, watch, runtime }) {
    const { name, cog, registry, space, testModel, gates } = ready;
    const before = ensured?.model.latestVersion;
    if (plan.gates.compatibility === "fail" && before?.schema !== undefined) {
        const after = await watch.time("build", () => buildAndReadSchema((0,publish_version/* imageOf */.d)(name, runtime), plan, { cog, registry, space }, runtime));
        const schemas = { before: before.schema, after };
        (0,testing_gates/* passCompatibility */.A)(plan.gates, schemas, name, findings, "Nothing was pushed.");
    }
    if (testModel === undefined || gates === undefined)
        return;
    const place = { api: gates.api, production: name };
    const built = findings.compatibility ? alreadyBuilt(plan) : plan;
    const tried = await publishToTestModel(built, { cog, space }, testModel, place, watch, runtime);
    const { model, version } = tried;
    const subject = {
        model,
        version,
        previous: before,
        exampleInput: ensured?.model.exampleInput ?? model.exampleInput,
        directory: plan.project.directory,
        isFresh: true,
    };
    const consequence = `Nothing was pushed to ${(0,model_name/* fullName */.fq)(name)}: production is as it was.`;
    await watch.time("test", () => (0,testing_gates/* passTrial */.o)(plan.gates, subject, gates, tried.size, findings, consequence, runtime));
}
/** The same build once more, from Docker's cache. */
function alreadyBuilt(plan) {
    return { ...plan, build: { ...plan.build, noCache: false } };
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

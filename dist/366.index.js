export const id = 366;
export const ids = [366];
export const modules = {

/***/ 50510:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   v: () => (/* binding */ renderFindings)
/* harmony export */ });
/* unused harmony export renderMove */
/* harmony import */ var _compatibility_render_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(36594);
/* harmony import */ var _lib_model_name_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(89988);
/* harmony import */ var _markdown_markdown_js__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(560);
/* harmony import */ var _markdown_snippets_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(88675);
/* harmony import */ var _testing_render_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(28094);





/** What the gates found, as sections of a summary or a comment; empty when there was no gate. */
function renderFindings({ compatibility, trial, moved }, apiUrl) {
    return [
        ...(compatibility === undefined
            ? []
            : [`#### Compatibility\n\n${(0,_compatibility_render_js__WEBPACK_IMPORTED_MODULE_3__/* .renderCompatibility */ .X)(compatibility)}`]),
        ...(trial === undefined ? [] : [`#### Tests\n\n${(0,_testing_render_js__WEBPACK_IMPORTED_MODULE_2__/* .renderTrial */ .p)(trial)}`]),
        ...(moved === undefined ? [] : [`#### Deployment\n\n${renderMove(moved, apiUrl)}`]),
    ];
}
/** Where the deployment stands, and the one line that takes it back. */
function renderMove({ deployment, previousVersion }, apiUrl) {
    const { release } = deployment;
    const shown = (0,_markdown_markdown_js__WEBPACK_IMPORTED_MODULE_4__/* .table */ .tp)(["", ""], [
        ["Deployment", (0,_markdown_markdown_js__WEBPACK_IMPORTED_MODULE_4__/* .code */ .aY)((0,_lib_model_name_js__WEBPACK_IMPORTED_MODULE_0__/* .fullName */ .fq)(deployment))],
        ["Release", String(release.number)],
        ["Serves", (0,_markdown_markdown_js__WEBPACK_IMPORTED_MODULE_4__/* .code */ .aY)(release.version)],
        [
            "Before",
            previousVersion && previousVersion !== release.version ? (0,_markdown_markdown_js__WEBPACK_IMPORTED_MODULE_4__/* .code */ .aY)(previousVersion) : "",
        ],
        ["Hardware", release.hardware && (0,_markdown_markdown_js__WEBPACK_IMPORTED_MODULE_4__/* .code */ .aY)(release.hardware)],
    ]);
    if (previousVersion === undefined || previousVersion === release.version)
        return shown;
    const back = `curl -X PATCH -H "Authorization: Bearer $REPLICATE_API_TOKEN" -H "Content-Type: application/json" -d ${(0,_markdown_snippets_js__WEBPACK_IMPORTED_MODULE_1__/* .shellQuoted */ .x)(`{"version": ${JSON.stringify(previousVersion)}}`)} ${apiUrl}/deployments/${(0,_lib_model_name_js__WEBPACK_IMPORTED_MODULE_0__/* .fullName */ .fq)(deployment)}`;
    return `${shown}\n\nTo go back, run this step with ${(0,_markdown_markdown_js__WEBPACK_IMPORTED_MODULE_4__/* .code */ .aY)(`version: ${previousVersion}`)}, or:\n\n${(0,_markdown_markdown_js__WEBPACK_IMPORTED_MODULE_4__/* .block */ .om)("sh", back)}`;
}


/***/ }),

/***/ 67366:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  HN: () => (/* binding */ reportDryRun),
  dp: () => (/* binding */ reportEnsured),
  reportFailure: () => (/* binding */ reportFailure),
  S6: () => (/* binding */ reportModel),
  U: () => (/* binding */ reportPreflight),
  Rd: () => (/* binding */ reportPush),
  Ko: () => (/* binding */ reportUnchanged),
  fV: () => (/* binding */ reportVersion)
});

// EXTERNAL MODULE: ./node_modules/@actions/core/lib/core.js + 8 modules
var core = __webpack_require__(46058);
// EXTERNAL MODULE: ./src/docker/engine.ts
var engine = __webpack_require__(66556);
// EXTERNAL MODULE: ./src/lib/errors.ts
var errors = __webpack_require__(97268);
// EXTERNAL MODULE: ./src/lib/log.ts
var log = __webpack_require__(61025);
// EXTERNAL MODULE: ./src/lib/model-name.ts
var model_name = __webpack_require__(89988);
// EXTERNAL MODULE: ./src/lib/outputs.ts
var outputs = __webpack_require__(14377);
// EXTERNAL MODULE: ./src/lib/summary-file.ts
var summary_file = __webpack_require__(9374);
// EXTERNAL MODULE: ./src/lib/units.ts
var units = __webpack_require__(20212);
// EXTERNAL MODULE: ./src/model/urls.ts
var urls = __webpack_require__(62127);
// EXTERNAL MODULE: ./src/disk/space.ts
var space = __webpack_require__(77671);
// EXTERNAL MODULE: ./src/markdown/markdown.ts
var markdown = __webpack_require__(560);
// EXTERNAL MODULE: ./src/markdown/snippets.ts
var snippets = __webpack_require__(88675);
// EXTERNAL MODULE: ./src/commands/findings.ts
var findings = __webpack_require__(50510);
;// CONCATENATED MODULE: ./src/commands/summary.ts







const LARGEST_LAYERS = 5;
function renderPush(outcome) {
    const { name, version, ensured, size } = outcome;
    const previous = ensured?.model.latestVersion?.id;
    const run = (0,snippets/* snippets */.L)(name, version.id, version.schema, outcome.apiUrl);
    const disk = outcome.disk && (0,space/* diskCell */.Q1)(outcome.disk);
    const parts = [
        `## ${(0,markdown/* link */.nf)((0,model_name/* fullName */.fq)(name), (0,urls/* modelPage */.D)(name, ensured))} on Replicate`,
        outcomeOf(outcome),
        (0,markdown/* table */.tp)(["", ""], [
            ["Version", (0,markdown/* link */.nf)(version.id, (0,urls/* versionPage */.o)(name, version.id, ensured))],
            ["Confirmed by", ensured ? "Replicate's API" : "the registry alone"],
            ["Previous version", previous === version.id ? undefined : previous && (0,markdown/* code */.aY)(previous)],
            ["Model", ensured && whatHappened(ensured)],
            ["Cog", (0,markdown/* code */.aY)(outcome.cogVersion)],
            ["Image", size && imageSize(size, outcome.previousSize)],
            ["Disk", disk && (0,markdown/* plain */.pj)(disk)],
            [
                "Time",
                outcome.phases.map((phase) => `${phase.name} ${(0,units/* duration */.p)(phase.seconds)}`).join(", "),
            ],
        ]),
        ...(0,findings/* renderFindings */.v)(outcome.findings, outcome.apiUrl),
        size && (0,markdown/* details */.zH)("Largest layers", layerTable(size)),
        (0,markdown/* details */.zH)("Run this version", [(0,markdown/* block */.om)("sh", run.curl), (0,markdown/* block */.om)("python", run.python), (0,markdown/* block */.om)("js", run.javascript)].join("\n\n")),
    ];
    return parts.filter((part) => part !== undefined).join("\n\n");
}
function outcomeOf({ version, ensured, isUnchanged }) {
    if (isUnchanged)
        return "Nothing that goes into the image has changed since the newest version was built, so nothing was.";
    return version.id === ensured?.model.latestVersion?.id
        ? "The push made no new version: the model's newest one is this very image."
        : "A new version is live.";
}
function renderEnsured(ensured) {
    const { model } = ensured;
    return [
        `## ${(0,markdown/* link */.nf)((0,model_name/* fullName */.fq)(model), model.url)} on Replicate`,
        (0,markdown/* table */.tp)(["", ""], [["Model", whatHappened(ensured)]]),
    ].join("\n\n");
}
function renderDryRun(name, actions) {
    return [
        `## Dry run for ${(0,markdown/* code */.aY)((0,model_name/* fullName */.fq)(name))}`,
        "Every check passed, and nothing was changed. This is what a run would do:",
        actions.map((action, i) => `${i + 1}. ${(0,markdown/* plain */.pj)(action)}`).join("\n"),
    ].join("\n\n");
}
function renderFailure(problems) {
    const sections = problems.map(({ what, remedy, details: more = "" }) => [(0,markdown/* block */.om)("text", what), (0,markdown/* block */.om)("text", remedy)]
        .concat(more === "" ? [] : (0,markdown/* details */.zH)("Last lines of the output", (0,markdown/* block */.om)("text", more)))
        .join("\n\n"));
    return ["## Push to Replicate failed", ...sections].join("\n\n");
}
function whatHappened({ model, createdOn, updated }) {
    const made = createdOn === undefined
        ? `there already, ${model.visibility}`
        : `created, ${model.visibility}, on ${(0,markdown/* code */.aY)(createdOn)}`;
    return updated.length === 0 ? made : `${made}; updated ${updated.map(markdown/* code */.aY).join(", ")}`;
}
function imageSize(image, previous) {
    const size = `${(0,units/* bytes */.e)(image.size)} compressed`;
    if (previous === undefined)
        return size;
    const change = image.size - previous.size;
    if (change === 0)
        return `${size}, as big as the previous version`;
    return `${size} (${change < 0 ? "−" : "+"}${(0,units/* bytes */.e)(Math.abs(change))} against the previous version)`;
}
function layerTable({ layers }) {
    const largest = layers.toSorted((a, b) => b.size - a.size).slice(0, LARGEST_LAYERS);
    return (0,markdown/* table */.tp)(["Layer", "Compressed"], largest.map(({ digest, size }) => [(0,markdown/* code */.aY)(digest.slice(0, 19)), (0,units/* bytes */.e)(size)]));
}

;// CONCATENATED MODULE: ./src/commands/report.ts










/** Tells what the preflight found, before anything is changed. */
function reportPreflight({ name, known, registry, cog, docker }) {
    (0,outputs/* setOutputs */.n)({ "cog-version": cog.version });
    if (known)
        (0,log/* say */.cv)(`api-token belongs to ${known.account.username} (${known.account.type})`);
    if (known)
        (0,log/* say */.cv)(`${(0,model_name/* fullName */.fq)(name)}: ${describeState(known.state)}`);
    (0,log/* say */.cv)(`The registry accepts ${registry.credential.username}`);
    (0,log/* say */.cv)(`Cog ${cog.version}, ${docker.description}`);
    if ((0,engine/* isTooOld */.U)(docker, cog.version))
        core/* warning */.$e(`Cog ${cog.version} was seen to fail with Docker 20.10, at the labels that it puts on the image ("Failed to add labels to image"); this is ${docker.description}. Docker 26 was seen to work.`);
}
function describeState(state) {
    return state.kind === "missing"
        ? "does not exist yet"
        : `exists, ${state.model.visibility}, newest version ${state.model.latestVersion?.id ?? "none"}`;
}
/** Tells which model the step works on, as soon as it exists. */
function reportModel(name, ensured) {
    (0,outputs/* setOutputs */.n)({
        model: (0,model_name/* fullName */.fq)(name),
        "model-url": (0,urls/* modelPage */.D)(name, ensured),
        "model-created": ensured && ensured.createdOn !== undefined,
        "previous-version": ensured?.model.latestVersion?.id,
    });
    if (ensured?.createdOn !== undefined)
        (0,log/* say */.cv)(`Created ${(0,model_name/* fullName */.fq)(name)} (${ensured.model.visibility}, on ${ensured.createdOn}).`);
    if (ensured && ensured.updated.length > 0)
        (0,log/* say */.cv)(`Updated ${ensured.updated.join(", ")} of ${(0,model_name/* fullName */.fq)(name)}.`);
}
/** Tells of a version as soon as it is confirmed. */
function reportVersion(name, { id, digest }, image, ensured) {
    const changed = id !== ensured?.model.latestVersion?.id;
    // Before the outputs: where those can't be written, the log is what has the version.
    if (changed)
        core/* notice */.lm(`${(0,model_name/* fullName */.fq)(name)} has a new version: ${id}`);
    else
        core/* warning */.$e(`The push to ${(0,model_name/* fullName */.fq)(name)} made no new version: the image has the digest of the version before, ${id}. With a Cog up to 0.15.8, this happens when a docker-container builder pushes a stale image (replicate/cog issue 1620).`);
    (0,outputs/* setOutputs */.n)({
        version: id,
        digest,
        image: `${image}@${digest}`,
        "version-url": (0,urls/* versionPage */.o)(name, id, ensured),
        // Without the API nobody knows what was there before.
        changed: ensured && changed,
        status: "pushed",
    });
}
/** Tells that the newest version stands for the sources as they are. */
function reportUnchanged(name, { id, digest }, image, ensured) {
    (0,outputs/* setOutputs */.n)({
        version: id,
        digest,
        image: `${image}@${digest}`,
        "version-url": (0,urls/* versionPage */.o)(name, id, ensured),
        changed: false,
        status: "unchanged",
    });
    core/* notice */.lm(`Nothing that goes into the image has changed since the newest version of ${(0,model_name/* fullName */.fq)(name)} was built, so nothing was: ${id}`);
}
/** Tells of the whole push, when it has ended well. */
async function reportPush(outcome) {
    (0,outputs/* setOutputs */.n)({ "image-size": outcome.size?.size });
    for (const { name, seconds } of outcome.phases)
        (0,log/* say */.cv)(`${name}: ${(0,units/* duration */.p)(seconds)}`);
    await (0,summary_file/* writeSummary */.S)(renderPush(outcome));
}
/** Tells of a model that was made sure of, without a push. */
async function reportEnsured(ensured) {
    (0,outputs/* setOutputs */.n)({ status: "ensured" });
    await (0,summary_file/* writeSummary */.S)(renderEnsured(ensured));
}
/** Tells what a run would have done. */
async function reportDryRun(name, actions) {
    (0,outputs/* setOutputs */.n)({ model: (0,model_name/* fullName */.fq)(name), status: "dry-run" });
    (0,log/* say */.cv)("Every check passed. This is what a run would do:");
    for (const action of actions)
        (0,log/* say */.cv)(`- ${action}`);
    await (0,summary_file/* writeSummary */.S)(renderDryRun(name, actions));
}
/** Tells that the step failed. The annotation is failStep's. */
async function reportFailure(error) {
    try {
        (0,outputs/* setOutputs */.n)({ status: "failed" });
    }
    catch (unwritten) {
        // The step has its one error; without the output, its conclusion says the same.
        (0,log/* debug */.Yz)((0,errors/* messageOf */.bD)(unwritten));
    }
    if (error instanceof errors/* ActionError */.lZ)
        await (0,summary_file/* writeSummary */.S)(renderFailure(error.problems));
}


/***/ }),

/***/ 44870:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   x: () => (/* binding */ exampleInput)
/* harmony export */ });
/* harmony import */ var _openapi_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(18880);

/** Values for the inputs that a version requires: the default, a choice, or something of the type. */
function exampleInput(schema) {
    const required = [...((0,_openapi_js__WEBPACK_IMPORTED_MODULE_0__/* .inputProperties */ .Q)(schema) ?? [])].filter(([, input]) => input.required);
    return Object.fromEntries(required.map(([name, input]) => [name, exampleValue(input.schema)]));
}
function exampleValue(property) {
    if (property["default"] !== undefined)
        return property["default"];
    if (Array.isArray(property["enum"]) && property["enum"].length > 0)
        return property["enum"][0];
    if (property["format"] === "uri")
        return "https://example.com/file";
    const { type } = property;
    if (type === "integer" || type === "number")
        return within(1, property);
    if (type === "boolean")
        return true;
    return type === "array" ? [] : "…";
}
/** A number, or the nearest one that the property allows. */
function within(number, { minimum, maximum }) {
    const most = typeof maximum === "number" ? Math.min(number, maximum) : number;
    return typeof minimum === "number" ? Math.max(most, minimum) : most;
}


/***/ }),

/***/ 36594:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   X: () => (/* binding */ renderCompatibility)
/* harmony export */ });
/* harmony import */ var _markdown_markdown_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(560);

/** What keeps a comment below GitHub's limit of 65,536 characters, whatever a model's inputs are. */
const MOST_CHANGES = 100;
const LONGEST_CELL = 100;
/** How a version differs for those who call the model, as a table. `before` says what it is compared with. */
function renderCompatibility({ verdict, changes }, before = "the version that users call today") {
    if (verdict === "unknown")
        return `Compatibility is unknown: the version or ${before} has no schema.`;
    if (changes.length === 0)
        return `Inputs and output are the same as those of ${before}.`;
    const rows = changes.slice(0, MOST_CHANGES).map(row);
    const more = changes.length - rows.length;
    const shown = (0,_markdown_markdown_js__WEBPACK_IMPORTED_MODULE_0__/* .table */ .tp)(["Input or output", "Before", "After", "Verdict"], rows);
    return [
        verdict === "breaking"
            ? `**Breaking** for those who call ${before}:`
            : `Compatible with ${before}:`,
        shown,
        ...(more > 0 ? [`And ${more} more.`] : []),
    ].join("\n\n");
}
function row({ part, name, before, after, verdict, reason }) {
    const whole = part.endsWith("Input") ? "inputs" : "output";
    // A reason may name a choice, which is the author's own text.
    const told = (0,_markdown_markdown_js__WEBPACK_IMPORTED_MODULE_0__/* .plain */ .pj)(short(reason));
    return [
        `${name === "" ? whole : cell(name)}${part === "Input" ? "" : ` (${part})`}`,
        cell(before),
        cell(after),
        verdict === "breaking" ? `**breaking**: ${told}` : told,
    ];
}
function cell(text) {
    if (text === undefined)
        return "–";
    return (0,_markdown_markdown_js__WEBPACK_IMPORTED_MODULE_0__/* .code */ .aY)(short(text));
}
function short(text) {
    return text.length > LONGEST_CELL ? `${text.slice(0, LONGEST_CELL)}…` : text;
}


/***/ }),

/***/ 53540:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   V$: () => (/* binding */ noSpaceProblem),
/* harmony export */   Z_: () => (/* binding */ spaceRemedy),
/* harmony export */   yH: () => (/* binding */ describeVolume)
/* harmony export */ });
/* harmony import */ var _lib_units_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(20212);
/* harmony import */ var _volume_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(82227);


/** What can be done about a disk that is too small. */
function spaceRemedy({ mode, isHosted }) {
    const smaller = "make the image smaller";
    if (!isHosted)
        return `Make room on the runner (docker system prune removes what no container uses), give Docker's data a larger disk, or ${smaller}.`;
    if (mode === "true")
        return `Use a larger runner (runs-on), or ${smaller}.`;
    return `Set free-disk to true, which removes every toolchain that it may, use a larger runner (runs-on), or ${smaller}.`;
}
/** "Docker's data (/var/lib/docker) has 0.2 GB free of 72.0 GB" */
function describeVolume(volume) {
    return `${(0,_volume_js__WEBPACK_IMPORTED_MODULE_0__/* .volumeName */ .E)(volume)} has ${(0,_lib_units_js__WEBPACK_IMPORTED_MODULE_1__/* .bytes */ .e)(volume.free)} free of ${(0,_lib_units_js__WEBPACK_IMPORTED_MODULE_1__/* .bytes */ .e)(volume.size)}`;
}
/**
 * Tells which disk is full, when Cog's output says that one is. The message itself does not name it: it is the
 * one that was seen nearly full, and when none was, all of them are told.
 * @param least each volume as it was with the least space, while Cog ran.
 */
function noSpaceProblem(command, line, least, { unmeasured }, situation) {
    const full = least.filter(_volume_js__WEBPACK_IMPORTED_MODULE_0__/* .isNearlyFull */ .z);
    const told = full.length > 0 ? full : least;
    const measured = told.map((volume) => `${describeVolume(volume)} at the least`);
    const elsewhere = `Docker's data could not be measured (${unmeasured})`;
    const isElsewhere = unmeasured !== undefined && full.length === 0;
    const facts = [...(isElsewhere ? [elsewhere] : []), ...measured].join("; ");
    return {
        what: `cog ${command} ran out of disk space: ${line.trim()}\n${facts}.`,
        remedy: isElsewhere
            ? "Make room where the Docker daemon keeps its data, or make the image smaller."
            : spaceRemedy(situation),
    };
}


/***/ }),

/***/ 6594:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   t: () => (/* binding */ isShort),
/* harmony export */   w: () => (/* binding */ shortage)
/* harmony export */ });
/** Whether there is less than the build is likely to need. */
function isShort(demand) {
    return shortage(demand) > 0;
}
/** Bytes that are missing; below 0 when there is more than enough. */
function shortage({ volume, needed }) {
    return needed === undefined ? 0 : needed - volume.free;
}


/***/ }),

/***/ 77671:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   H4: () => (/* binding */ describeDemand),
/* harmony export */   Q1: () => (/* binding */ diskCell),
/* harmony export */   dq: () => (/* binding */ foreseeRoom)
/* harmony export */ });
/* harmony import */ var _lib_units_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(20212);
/* harmony import */ var _full_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(53540);
/* harmony import */ var _room_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(6594);



/** What a dry run tells of the disk. */
function foreseeRoom({ demands, candidates }) {
    if (candidates.length === 0)
        return [];
    const short = demands.filter(_room_js__WEBPACK_IMPORTED_MODULE_1__/* .isShort */ .t).map(describeDemand).join("; ");
    const list = candidates.map(({ path }) => path).join(", ");
    return short === ""
        ? [`make room on the disk: remove ${list}`]
        : [`make room on the disk (${short}): remove what it takes of ${list}`];
}
/** What the summary tells of the disk: nothing, as long as nothing was removed and there is enough. */
function diskCell({ after, removed, seconds }) {
    const given = removed.reduce((sum, removal) => sum + removal.bytes, 0);
    const parts = [
        ...(removed.length > 0
            ? [`${removed.length} toolchains removed, ${(0,_lib_units_js__WEBPACK_IMPORTED_MODULE_2__/* .bytes */ .e)(given)} in ${(0,_lib_units_js__WEBPACK_IMPORTED_MODULE_2__/* .duration */ .p)(seconds)}`]
            : []),
        ...after.filter(_room_js__WEBPACK_IMPORTED_MODULE_1__/* .isShort */ .t).map(describeDemand),
    ];
    return parts.length === 0 ? undefined : parts.join("; ");
}
/** How a volume is, and what the build is likely to need there. */
function describeDemand({ volume, needed }) {
    const need = needed === undefined ? "" : `, and the build is likely to need ${(0,_lib_units_js__WEBPACK_IMPORTED_MODULE_2__/* .bytes */ .e)(needed)}`;
    return `${(0,_full_js__WEBPACK_IMPORTED_MODULE_0__/* .describeVolume */ .yH)(volume)}${need}`;
}


/***/ }),

/***/ 82227:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   E: () => (/* binding */ volumeName),
/* harmony export */   z: () => (/* binding */ isNearlyFull)
/* harmony export */ });
const NAMES = {
    docker: "Docker's data",
    workspace: "the workspace",
    temporary: "temporary files",
};
/** How people call a volume: "Docker's data and the workspace (/var/lib/docker)". */
function volumeName({ places }) {
    const [first] = places;
    return `${places.map(({ content }) => NAMES[content]).join(" and ")} (${first?.path ?? ""})`;
}
const GB = 1e9;
/**
 * Whether a volume is about to be full: less than 1 GB, which a build's export writes in a few seconds, or
 * less than a twentieth of a small volume.
 */
function isNearlyFull({ free, size }) {
    return free < Math.min(1 * GB, size / 20);
}


/***/ }),

/***/ 14377:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   n: () => (/* binding */ setOutputs)
/* harmony export */ });
/* unused harmony export setDiscoverOutputs */
/* harmony import */ var _actions_core__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(46058);
/* harmony import */ var _runner_file_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(76172);


/**
 * Writes the outputs of discover/action.yml.
 * @throws {ActionError} when they can't be written.
 */
function setDiscoverOutputs(outputs) {
    for (const [name, value] of Object.entries(outputs))
        setOutput(name, value);
}
/**
 * Writes outputs, as soon as each is known: those that were written stay when the step fails later.
 * @throws {ActionError} when they can't be written: the steps that follow would go on without them.
 */
function setOutputs(outputs) {
    for (const [name, value] of Object.entries(outputs))
        if (value !== undefined)
            setOutput(name, value);
}
function setOutput(name, value) {
    (0,_runner_file_js__WEBPACK_IMPORTED_MODULE_1__/* .writeRunnerFile */ .o)("GITHUB_OUTPUT", () => _actions_core__WEBPACK_IMPORTED_MODULE_0__/* .setOutput */ .uH(name, String(value)));
}


/***/ }),

/***/ 9374:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   S: () => (/* binding */ writeSummary)
/* harmony export */ });
/* harmony import */ var _actions_core__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(46058);
/* harmony import */ var _errors_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(97268);
/* harmony import */ var _masks_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(90554);



/**
 * Writes the job summary, without any secret. A summary that can't be written costs a warning and
 * nothing else: what it tells is in the outputs and the log too.
 */
async function writeSummary(markdown) {
    try {
        await _actions_core__WEBPACK_IMPORTED_MODULE_0__/* .summary */ .z.addRaw(`${(0,_masks_js__WEBPACK_IMPORTED_MODULE_2__/* .redact */ .E)(markdown)}\n`, true).write();
    }
    catch (error) {
        _actions_core__WEBPACK_IMPORTED_MODULE_0__/* .warning */ .$e(`The job summary could not be written: ${(0,_errors_js__WEBPACK_IMPORTED_MODULE_1__/* .messageOf */ .bD)(error)}`);
    }
}


/***/ }),

/***/ 20212:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   e: () => (/* binding */ bytes),
/* harmony export */   p: () => (/* binding */ duration)
/* harmony export */ });
/** Bytes as people read them, in steps of 1000 as registries and disks count. */
function bytes(count) {
    const units = ["B", "kB", "MB", "GB", "TB"];
    if (count < 1000)
        return `${count} ${units[0]}`;
    let step = 0;
    let value = count;
    // 999.95 would be shown as 1000.0.
    while (value >= 999.95 && step < units.length - 1) {
        value /= 1000;
        step++;
    }
    return `${value.toFixed(1)} ${units[step]}`;
}
/** Seconds as people read them. */
function duration(seconds) {
    if (seconds < 59.95)
        return `${seconds.toFixed(1)} s`;
    const whole = Math.round(seconds);
    return `${Math.floor(whole / 60)} min ${whole % 60} s`;
}


/***/ }),

/***/ 560:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   aY: () => (/* binding */ code),
/* harmony export */   hl: () => (/* binding */ address),
/* harmony export */   nf: () => (/* binding */ link),
/* harmony export */   om: () => (/* binding */ block),
/* harmony export */   pj: () => (/* binding */ plain),
/* harmony export */   tp: () => (/* binding */ table),
/* harmony export */   zH: () => (/* binding */ details)
/* harmony export */ });
/** A text as code, whatever characters it holds; it can't end its own span, row or cell. */
function code(text) {
    // Two backticks with nothing between them would begin a span of their own.
    const inner = (text === "" ? " " : text)
        .replace(/\s+/g, " ")
        .replaceAll("`", "'")
        // An odd number of backslashes is what takes a bar's meaning away.
        .replace(/(\\*)\|/g, (_, slashes) => `${slashes}${slashes.length % 2 === 0 ? "" : "\\"}\\|`);
    return `\`${inner}\``;
}
/** A text as itself, where it stands among words: no markdown, no HTML, no link, and nobody is notified. */
function plain(text) {
    return text
        .replace(/\s+/g, " ")
        .replace(/[\\|<>`[\]*~&]|(?<![a-z0-9])_|_(?![a-z0-9])/gi, "\\$&")
        .replace(/:(?=\/\/)|(?<=www)\./gi, "\\$&")
        .replaceAll("@", `@${WORD_JOINER}`);
}
/** Is not seen, and parts what would otherwise be one name. */
const WORD_JOINER = "\u2060";
/** A link whose text is shown as code; the text alone where the address is not one of a page. */
function link(text, url) {
    return /^https?:\/\//i.test(url) ? `[${code(text)}](${address(url)})` : code(text);
}
/** An address that can't end its own link, attribute or cell. What is encoded already stays so. */
function address(url) {
    const encoded = encodeURI(url.toWellFormed()).replace(/%25([0-9a-f]{2})/gi, "%$1");
    return encoded.replace(/[()|<>"'`\s]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`);
}
/** A fenced block; the fence is longer than any run of backticks within. */
function block(language, text) {
    const longest = Math.max(2, ...[...text.matchAll(/`+/g)].map(([run]) => run.length));
    const fence = "`".repeat(longest + 1);
    return `${fence}${language}\n${text}\n${fence}`;
}
/** A table. Rows without a value are left out; cells are markdown already. */
function table(head, rows) {
    const line = (cells) => `| ${cells.join(" | ")} |`;
    const whole = rows.filter((row) => row.every((cell) => cell !== undefined && cell !== ""));
    return [line(head), line(head.map(() => "---")), ...whole.map(line)].join("\n");
}
/** A folded section. What it is about may be anybody's words, and is shown as code: there is no mention in it. */
function details(title, body, subject) {
    const about = subject === undefined ? "" : `: <code>${escapeHtml(subject.replace(/\s+/g, " "))}</code>`;
    return `<details><summary>${escapeHtml(title)}${about}</summary>\n\n${body}\n\n</details>`;
}
function escapeHtml(text) {
    return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}


/***/ }),

/***/ 88675:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   L: () => (/* binding */ snippets),
/* harmony export */   x: () => (/* binding */ shellQuoted)
/* harmony export */ });
/* harmony import */ var _compatibility_example_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(44870);
/* harmony import */ var _lib_json_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(18453);
/* harmony import */ var _lib_model_name_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(89988);



function snippets(model, version, schema, apiUrl) {
    const input = (0,_compatibility_example_js__WEBPACK_IMPORTED_MODULE_0__/* .exampleInput */ .x)(schema);
    const reference = `${(0,_lib_model_name_js__WEBPACK_IMPORTED_MODULE_2__/* .fullName */ .fq)(model)}:${version}`;
    const body = shellQuoted(JSON.stringify({ version, input }));
    return {
        curl: [
            `curl -s -X POST ${apiUrl}/predictions \\`,
            `  -H "Authorization: Bearer $REPLICATE_API_TOKEN" \\`,
            `  -H "Content-Type: application/json" -H "Prefer: wait" \\`,
            `  -d ${body}`,
        ].join("\n"),
        python: [
            "import replicate",
            "",
            "output = replicate.run(",
            `    "${reference}",`,
            `    input=${python(input)},`,
            ")",
            "print(output)",
        ].join("\n"),
        javascript: [
            'import Replicate from "replicate";',
            "",
            `const output = await new Replicate().run("${reference}", {`,
            `  input: ${JSON.stringify(input)},`,
            "});",
            "console.log(output);",
        ].join("\n"),
    };
}
/** A text as one word of a shell, whatever is in it. */
function shellQuoted(text) {
    return `'${text.replaceAll("'", "'\\''")}'`;
}
/** JSON as a Python literal. */
function python(value) {
    if (value === null)
        return "None";
    if (typeof value === "boolean")
        return value ? "True" : "False";
    if (Array.isArray(value))
        return `[${value.map(python).join(", ")}]`;
    if ((0,_lib_json_js__WEBPACK_IMPORTED_MODULE_1__/* .isRecord */ .u4)(value))
        return `{${Object.entries(value)
            .map(([key, entry]) => `${JSON.stringify(key)}: ${python(entry)}`)
            .join(", ")}}`;
    return JSON.stringify(value);
}


/***/ }),

/***/ 62127:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   D: () => (/* binding */ modelPage),
/* harmony export */   o: () => (/* binding */ versionPage)
/* harmony export */ });
/* harmony import */ var _lib_model_name_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(89988);

/** The model's page, as the API names it; without the API, where Replicate's site has it. */
function modelPage(name, ensured) {
    return ensured?.model.url ?? `https://replicate.com/${(0,_lib_model_name_js__WEBPACK_IMPORTED_MODULE_0__/* .fullName */ .fq)(name)}`;
}
/** The page of one version. */
function versionPage(name, version, ensured) {
    return `${modelPage(name, ensured)}/versions/${version}`;
}


/***/ }),

/***/ 14311:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   Fs: () => (/* binding */ wholeOutput),
/* harmony export */   Zj: () => (/* binding */ isImageUrl),
/* harmony export */   _O: () => (/* binding */ urlsIn),
/* harmony export */   gU: () => (/* binding */ isUrl),
/* harmony export */   os: () => (/* binding */ shortText)
/* harmony export */ });
/* harmony import */ var _compatibility_openapi_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(18880);

/**
 * What a prediction gave, as people think of it: the pieces of a text that is streamed are one text
 * (an iterator of strings, in Cog's schema `x-cog-array-type: iterator`).
 */
function wholeOutput(output, schema) {
    const kind = (0,_compatibility_openapi_js__WEBPACK_IMPORTED_MODULE_0__/* .dig */ .r)(schema, "components", "schemas", "Output", "x-cog-array-type");
    const isText = Array.isArray(output) && output.every((piece) => typeof piece === "string");
    const isFiles = (0,_compatibility_openapi_js__WEBPACK_IMPORTED_MODULE_0__/* .dig */ .r)(schema, "components", "schemas", "Output", "items", "format") === "uri";
    return kind === "iterator" && isText && !isFiles ? output.join("") : output;
}
/** Whether a value is the address of a file. */
function isUrl(value) {
    return typeof value === "string" && /^(https?:\/\/|data:)/.test(value) && URL.canParse(value);
}
/** The addresses of files anywhere in an output, in order. */
function urlsIn(output) {
    if (isUrl(output))
        return [output];
    if (typeof output !== "object" || output === null)
        return [];
    return Object.values(output).flatMap(urlsIn);
}
/** Whether an address is that of an image which a page can show. */
function isImageUrl(url) {
    return (/^https?:$/.test(new URL(url).protocol) &&
        /\.(png|jpe?g|webp|gif|avif)$/i.test(new URL(url).pathname));
}
/** An output in so many characters. */
function shortText(output, length) {
    const text = typeof output === "string" ? output : (JSON.stringify(output) ?? "nothing");
    // Half of a pair of surrogates is no character.
    return text.length > length ? `${text.slice(0, length).replace(/[\uD800-\uDBFF]$/, "")}…` : text;
}


/***/ }),

/***/ 28094:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   F: () => (/* binding */ renderPhases),
/* harmony export */   p: () => (/* binding */ renderTrial)
/* harmony export */ });
/* harmony import */ var _lib_model_name_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(89988);
/* harmony import */ var _lib_units_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(20212);
/* harmony import */ var _markdown_markdown_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(560);
/* harmony import */ var _output_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(14311);




/** Characters of an output or an input that are shown. */
const SHOWN = 2000;
/** Characters of a case's name. */
const TITLE = 80;
/** Pictures of one output that are shown, and how wide. */
const MOST_PICTURES = 4;
const WIDTH = 256;
/** Cases that are shown whole: a summary holds a megabyte, a comment 65,536 characters. */
const MOST_FAILURES = 10;
/** How a version did on Replicate's machines. */
function renderTrial({ model, version, boot, cases }) {
    const on = `${(0,_markdown_markdown_js__WEBPACK_IMPORTED_MODULE_2__/* .code */ .aY)((0,_lib_model_name_js__WEBPACK_IMPORTED_MODULE_0__/* .fullName */ .fq)(model))} ${(0,_markdown_markdown_js__WEBPACK_IMPORTED_MODULE_2__/* .code */ .aY)(version.slice(0, 12))}`;
    const failed = cases.filter(({ failures }) => failures.length > 0);
    return [
        boot.verdict === "booted"
            ? `Booted on Replicate${boot.phases === undefined ? "" : `: ${renderPhases(boot.phases)}`} (${on})`
            : `**Does not start on Replicate: ${boot.verdict}** (${on}${boot.url === undefined ? "" : `, ${(0,_markdown_markdown_js__WEBPACK_IMPORTED_MODULE_2__/* .link */ .nf)("prediction", boot.url)}`})`,
        ...(boot.cause === undefined ? [] : [`${boot.cause.what} ${boot.cause.remedy}`]),
        ...(boot.verdict === "booted" || boot.log.length === 0
            ? []
            : [(0,_markdown_markdown_js__WEBPACK_IMPORTED_MODULE_2__/* .details */ .zH)("Last lines of its log", (0,_markdown_markdown_js__WEBPACK_IMPORTED_MODULE_2__/* .block */ .om)("text", logText(boot.log)))]),
        ...(cases.length === 0
            ? []
            : [`Tests: ${cases.length - failed.length} of ${cases.length} passed.`]),
        ...(cases.length === 0 ? [] : [(0,_markdown_markdown_js__WEBPACK_IMPORTED_MODULE_2__/* .table */ .tp)(["Test", "Result", "Waited", "Ran", ""], cases.map(row))]),
        ...failed.slice(0, MOST_FAILURES).map(renderFailed),
        ...cases.flatMap(renderJudged),
        ...cases.flatMap(renderPictures),
    ].join("\n\n");
}
/** A prediction's phases as people read them. */
function renderPhases({ queued, setup, running }) {
    return [
        `${(0,_lib_units_js__WEBPACK_IMPORTED_MODULE_3__/* .duration */ .p)(queued)} queued, pulling and starting`,
        ...(setup === undefined ? [] : [`${(0,_lib_units_js__WEBPACK_IMPORTED_MODULE_3__/* .duration */ .p)(setup)} setup`]),
        ...(running === undefined ? [] : [`${(0,_lib_units_js__WEBPACK_IMPORTED_MODULE_3__/* .duration */ .p)(running)} running`]),
    ].join(", ");
}
function row({ name, failures, phases, url }) {
    return [
        (0,_markdown_markdown_js__WEBPACK_IMPORTED_MODULE_2__/* .code */ .aY)((0,_output_js__WEBPACK_IMPORTED_MODULE_1__/* .shortText */ .os)(name, TITLE)),
        failures.length === 0 ? "passed" : "**failed**",
        phases === undefined ? "–" : (0,_lib_units_js__WEBPACK_IMPORTED_MODULE_3__/* .duration */ .p)(phases.queued + (phases.setup ?? 0)),
        phases?.running === undefined ? "–" : (0,_lib_units_js__WEBPACK_IMPORTED_MODULE_3__/* .duration */ .p)(phases.running),
        url === undefined ? "–" : (0,_markdown_markdown_js__WEBPACK_IMPORTED_MODULE_2__/* .link */ .nf)("prediction", url),
    ];
}
function logText(lines) {
    return (0,_output_js__WEBPACK_IMPORTED_MODULE_1__/* .shortText */ .os)(lines.join("\n"), SHOWN);
}
function renderFailed({ name, inputs, failures, output, log, url }) {
    const wanted = failures.map(({ expected, got }) => `expected: ${(0,_output_js__WEBPACK_IMPORTED_MODULE_1__/* .shortText */ .os)(expected, SHOWN)}\ngot: ${(0,_output_js__WEBPACK_IMPORTED_MODULE_1__/* .shortText */ .os)(got, SHOWN)}`);
    const parts = [
        ["Inputs", json(inputs)],
        ["Failures", (0,_markdown_markdown_js__WEBPACK_IMPORTED_MODULE_2__/* .block */ .om)("text", wanted.join("\n\n"))],
        ["Output", output === undefined || output === null ? "" : json(output)],
        ["Log", log.length === 0 ? "" : (0,_markdown_markdown_js__WEBPACK_IMPORTED_MODULE_2__/* .block */ .om)("text", logText(log))],
        ["Prediction", url === undefined ? "" : (0,_markdown_markdown_js__WEBPACK_IMPORTED_MODULE_2__/* .link */ .nf)(url, url)],
    ].filter(([, text]) => text !== "");
    return (0,_markdown_markdown_js__WEBPACK_IMPORTED_MODULE_2__/* .details */ .zH)("Failed", parts.map(([title, text]) => `${title}:\n\n${text}`).join("\n\n"), (0,_output_js__WEBPACK_IMPORTED_MODULE_1__/* .shortText */ .os)(name, TITLE));
}
function json(value) {
    const isText = typeof value === "string";
    const text = isText ? value : (JSON.stringify(value, undefined, 2) ?? "");
    return (0,_markdown_markdown_js__WEBPACK_IMPORTED_MODULE_2__/* .block */ .om)(isText ? "text" : "json", text.length > SHOWN ? `${text.slice(0, SHOWN)}…` : text);
}
function renderJudged({ name, verdict }) {
    if (verdict === undefined)
        return [];
    const { judge, question, answers } = verdict;
    const text = `${judge} was asked: ${question}\n${answers.map((answer) => `- ${answer}`).join("\n")}`;
    return [(0,_markdown_markdown_js__WEBPACK_IMPORTED_MODULE_2__/* .details */ .zH)("Judged", (0,_markdown_markdown_js__WEBPACK_IMPORTED_MODULE_2__/* .block */ .om)("text", (0,_output_js__WEBPACK_IMPORTED_MODULE_1__/* .shortText */ .os)(text, SHOWN)), (0,_output_js__WEBPACK_IMPORTED_MODULE_1__/* .shortText */ .os)(name, TITLE))];
}
function renderPictures({ name, output, before }) {
    const after = picturesOf(output);
    const old = before && "output" in before ? picturesOf(before.output) : [];
    const fault = before && "fault" in before
        ? [`The version before: ${(0,_markdown_markdown_js__WEBPACK_IMPORTED_MODULE_2__/* .code */ .aY)((0,_output_js__WEBPACK_IMPORTED_MODULE_1__/* .shortText */ .os)(before.fault, SHOWN))}`]
        : [];
    if (after.length + old.length === 0)
        return before === undefined
            ? []
            : [(0,_markdown_markdown_js__WEBPACK_IMPORTED_MODULE_2__/* .details */ .zH)("Compared", compared(output, before), (0,_output_js__WEBPACK_IMPORTED_MODULE_1__/* .shortText */ .os)(name, TITLE))];
    const shown = before === undefined
        ? after.join(" ")
        : (0,_markdown_markdown_js__WEBPACK_IMPORTED_MODULE_2__/* .table */ .tp)(["Before", "After"], [[old.join(" ") || "–", after.join(" ") || "–"]]);
    return [(0,_markdown_markdown_js__WEBPACK_IMPORTED_MODULE_2__/* .details */ .zH)("Output", [shown, ...fault].join("\n\n"), (0,_output_js__WEBPACK_IMPORTED_MODULE_1__/* .shortText */ .os)(name, TITLE))];
}
function compared(output, before) {
    const old = "output" in before ? json(before.output) : (0,_markdown_markdown_js__WEBPACK_IMPORTED_MODULE_2__/* .code */ .aY)((0,_output_js__WEBPACK_IMPORTED_MODULE_1__/* .shortText */ .os)(before.fault, SHOWN));
    const isSame = "output" in before && JSON.stringify(before.output) === JSON.stringify(output);
    return isSame
        ? `The same as before:\n\n${old}`
        : `Before:\n\n${old}\n\nAfter:\n\n${json(output)}`;
}
/** Replicate keeps output files for an hour; GitHub's image proxy keeps what it has shown. */
function picturesOf(output) {
    return (0,_output_js__WEBPACK_IMPORTED_MODULE_1__/* .urlsIn */ ._O)(output)
        .filter(_output_js__WEBPACK_IMPORTED_MODULE_1__/* .isImageUrl */ .Zj)
        .slice(0, MOST_PICTURES)
        .map((url) => `<img src="${(0,_markdown_markdown_js__WEBPACK_IMPORTED_MODULE_2__/* .address */ .hl)(url)}" width="${WIDTH}" alt="output">`);
}


/***/ })

};

export const id = 700;
export const ids = [700];
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

/***/ 42309:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   Bt: () => (/* binding */ renderPreview),
/* harmony export */   Ql: () => (/* binding */ commentMarker),
/* harmony export */   dp: () => (/* binding */ renderRemoval),
/* harmony export */   qv: () => (/* binding */ tellsOfPreview)
/* harmony export */ });
/* harmony import */ var _commands_findings_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(50510);
/* harmony import */ var _lib_model_name_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(89988);
/* harmony import */ var _markdown_markdown_js__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(560);
/* harmony import */ var _markdown_snippets_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(88675);
/* harmony import */ var _model_urls_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(62127);





/** What tells our comment on one production model from every other comment. */
function commentMarker(production) {
    return `<!-- push-to-replicate: preview of ${(0,_lib_model_name_js__WEBPACK_IMPORTED_MODULE_1__/* .fullName */ .fq)(production)} -->`;
}
/** Says that a preview is there; stands in no comment of a closed pull request. */
const ALIVE = "The preview is private. It is deleted when this pull request is closed.";
/** Whether a comment tells of a preview that is there. */
function tellsOfPreview(comment) {
    return comment?.includes(ALIVE) ?? false;
}
/** The comment, and the summary, of a preview that was pushed. */
function renderPreview(outcome) {
    const { origin, ensured, version, commit, branch } = outcome;
    const { model } = ensured;
    const run = (0,_markdown_snippets_js__WEBPACK_IMPORTED_MODULE_2__/* .snippets */ .L)(model, version.id, version.schema, outcome.apiUrl);
    const commitPage = `${origin.serverUrl}/${origin.repository}/commit/${commit}`;
    return [
        `### Preview of ${(0,_markdown_markdown_js__WEBPACK_IMPORTED_MODULE_4__/* .code */ .aY)((0,_lib_model_name_js__WEBPACK_IMPORTED_MODULE_1__/* .fullName */ .fq)(origin.production))} on Replicate`,
        (0,_markdown_markdown_js__WEBPACK_IMPORTED_MODULE_4__/* .table */ .tp)(["", ""], [
            ["Preview", (0,_markdown_markdown_js__WEBPACK_IMPORTED_MODULE_4__/* .link */ .nf)((0,_lib_model_name_js__WEBPACK_IMPORTED_MODULE_1__/* .fullName */ .fq)(model), model.url)],
            ["Version", (0,_markdown_markdown_js__WEBPACK_IMPORTED_MODULE_4__/* .link */ .nf)(version.id, (0,_model_urls_js__WEBPACK_IMPORTED_MODULE_3__/* .versionPage */ .o)(model, version.id, ensured))],
            [
                "Built from",
                commit && `${(0,_markdown_markdown_js__WEBPACK_IMPORTED_MODULE_4__/* .link */ .nf)(commit.slice(0, 7), commitPage)}${branch ? ` on ${(0,_markdown_markdown_js__WEBPACK_IMPORTED_MODULE_4__/* .code */ .aY)(branch)}` : ""}`,
            ],
            ["Cog", (0,_markdown_markdown_js__WEBPACK_IMPORTED_MODULE_4__/* .code */ .aY)(outcome.cogVersion)],
        ]),
        ...(0,_commands_findings_js__WEBPACK_IMPORTED_MODULE_0__/* .renderFindings */ .v)(outcome.findings, outcome.apiUrl),
        (0,_markdown_markdown_js__WEBPACK_IMPORTED_MODULE_4__/* .details */ .zH)("Run this preview", [(0,_markdown_markdown_js__WEBPACK_IMPORTED_MODULE_4__/* .block */ .om)("sh", run.curl), (0,_markdown_markdown_js__WEBPACK_IMPORTED_MODULE_4__/* .block */ .om)("python", run.python), (0,_markdown_markdown_js__WEBPACK_IMPORTED_MODULE_4__/* .block */ .om)("js", run.javascript)].join("\n\n")),
        ALIVE,
    ].join("\n\n");
}
/** The comment, and the summary, of a pull request that was closed. */
function renderRemoval(production, removals) {
    const lines = removals.map((removal) => removal.deleted
        ? `- ${(0,_markdown_markdown_js__WEBPACK_IMPORTED_MODULE_4__/* .code */ .aY)((0,_lib_model_name_js__WEBPACK_IMPORTED_MODULE_1__/* .fullName */ .fq)(removal.name))} and its ${count(removal.versions)} were deleted.`
        : `- ${(0,_markdown_markdown_js__WEBPACK_IMPORTED_MODULE_4__/* .code */ .aY)((0,_lib_model_name_js__WEBPACK_IMPORTED_MODULE_1__/* .fullName */ .fq)(removal.name))} could not be deleted. Replicate says:\n${removal.refusals.map((word) => `  - ${(0,_markdown_markdown_js__WEBPACK_IMPORTED_MODULE_4__/* .code */ .aY)(word)}`).join("\n")}`);
    const isStuck = removals.some(({ deleted }) => !deleted);
    return [
        `### Preview of ${(0,_markdown_markdown_js__WEBPACK_IMPORTED_MODULE_4__/* .code */ .aY)((0,_lib_model_name_js__WEBPACK_IMPORTED_MODULE_1__/* .fullName */ .fq)(production))} on Replicate`,
        removals.length === 0 ? "There was no preview to delete." : lines.join("\n"),
        isStuck
            ? "Replicate deletes a version only when nobody else has run it, no deployment uses it and no fine-tune stands on it ([its rules](https://replicate.com/docs/topics/models/delete-a-model)). Remove what holds it, then run this job again, or delete the model by hand."
            : "",
    ]
        .filter((part) => part !== "")
        .join("\n\n");
}
function count(versions) {
    return versions === 1 ? "1 version" : `${versions} versions`;
}


/***/ }),

/***/ 97700:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

__webpack_require__.r(__webpack_exports__);
/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   reportPreview: () => (/* binding */ reportPreview),
/* harmony export */   reportPreviewPreflight: () => (/* binding */ reportPreviewPreflight),
/* harmony export */   reportRemoval: () => (/* binding */ reportRemoval),
/* harmony export */   reportSkip: () => (/* binding */ reportSkip)
/* harmony export */ });
/* harmony import */ var _actions_core__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(46058);
/* harmony import */ var _lib_log_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(61025);
/* harmony import */ var _lib_model_name_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(89988);
/* harmony import */ var _lib_outputs_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(14377);
/* harmony import */ var _lib_summary_file_js__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(9374);
/* harmony import */ var _comment_js__WEBPACK_IMPORTED_MODULE_5__ = __webpack_require__(42309);






/** Tells what the preflight of a preview found. */
function reportPreviewPreflight({ account, name, state, cog, docker }) {
    (0,_lib_outputs_js__WEBPACK_IMPORTED_MODULE_3__/* .setOutputs */ .n)({ preview: true, "cog-version": cog.version });
    (0,_lib_log_js__WEBPACK_IMPORTED_MODULE_1__/* .say */ .cv)(`api-token belongs to ${account.username} (${account.type})`);
    (0,_lib_log_js__WEBPACK_IMPORTED_MODULE_1__/* .say */ .cv)(`${(0,_lib_model_name_js__WEBPACK_IMPORTED_MODULE_2__/* .fullName */ .fq)(name)}: ${state.kind === "exists" ? "exists" : "does not exist yet"}`);
    (0,_lib_log_js__WEBPACK_IMPORTED_MODULE_1__/* .say */ .cv)(`Cog ${cog.version}, ${docker.description}`);
}
/** Tells of a preview that was pushed and confirmed. */
async function reportPreview(outcome) {
    await (0,_lib_summary_file_js__WEBPACK_IMPORTED_MODULE_4__/* .writeSummary */ .S)((0,_comment_js__WEBPACK_IMPORTED_MODULE_5__/* .renderPreview */ .Bt)(outcome));
}
/** Tells what was deleted when the pull request was closed. */
async function reportRemoval(production, removals) {
    const isDone = removals.every(({ deleted }) => deleted);
    (0,_lib_outputs_js__WEBPACK_IMPORTED_MODULE_3__/* .setOutputs */ .n)({
        preview: true,
        model: removals[0] && (0,_lib_model_name_js__WEBPACK_IMPORTED_MODULE_2__/* .fullName */ .fq)(removals[0].name),
        status: isDone ? "deleted" : "failed",
    });
    for (const { name, deleted, versions, refusals } of removals)
        if (deleted)
            (0,_lib_log_js__WEBPACK_IMPORTED_MODULE_1__/* .say */ .cv)(`Deleted ${(0,_lib_model_name_js__WEBPACK_IMPORTED_MODULE_2__/* .fullName */ .fq)(name)} and ${versions} of its versions.`);
        else
            _actions_core__WEBPACK_IMPORTED_MODULE_0__/* .warning */ .$e(`${(0,_lib_model_name_js__WEBPACK_IMPORTED_MODULE_2__/* .fullName */ .fq)(name)} could not be deleted: ${refusals.join("; ")}`);
    if (removals.length === 0)
        (0,_lib_log_js__WEBPACK_IMPORTED_MODULE_1__/* .say */ .cv)("There is no preview to delete.");
    await (0,_lib_summary_file_js__WEBPACK_IMPORTED_MODULE_4__/* .writeSummary */ .S)((0,_comment_js__WEBPACK_IMPORTED_MODULE_5__/* .renderRemoval */ .dp)(production, removals));
}
/** Tells why nothing was done. */
async function reportSkip(reason) {
    (0,_lib_outputs_js__WEBPACK_IMPORTED_MODULE_3__/* .setOutputs */ .n)({ status: "skipped" });
    _actions_core__WEBPACK_IMPORTED_MODULE_0__/* .notice */ .lm(reason);
    await (0,_lib_summary_file_js__WEBPACK_IMPORTED_MODULE_4__/* .writeSummary */ .S)(`## Push to Replicate: skipped\n\n${reason}`);
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

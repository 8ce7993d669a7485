export const id = 839;
export const ids = [839];
export const modules = {

/***/ 1423:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   R: () => (/* binding */ inTime)
/* harmony export */ });
/* harmony import */ var node_vm__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(30714);
/* harmony import */ var node_vm__WEBPACK_IMPORTED_MODULE_0___default = /*#__PURE__*/__webpack_require__.n(node_vm__WEBPACK_IMPORTED_MODULE_0__);

/**
 * Does work that can go on for ever, as a regular expression or a query of somebody else can, and ends it
 * after so many seconds: while it goes on nothing else runs, no time limit and no cancellation either.
 * @param work must not wait for anything.
 */
function inTime(seconds, work) {
    let done;
    try {
        // Node has a time limit for scripts alone; it holds for whatever they call.
        (0,node_vm__WEBPACK_IMPORTED_MODULE_0__.runInNewContext)("work()", {
            work: () => {
                done = { result: work() };
            },
        }, { timeout: seconds * 1000 });
    }
    catch (error) {
        if (!isTimeUp(error))
            throw error;
    }
    return done;
}
/** It is an Error of the script's own world, and none of ours. */
function isTimeUp(error) {
    return (typeof error === "object" &&
        error !== null &&
        "code" in error &&
        error.code === "ERR_SCRIPT_EXECUTION_TIMEOUT");
}


/***/ }),

/***/ 70839:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   e: () => (/* binding */ jqFailure),
/* harmony export */   jqProblem: () => (/* binding */ jqProblem)
/* harmony export */ });
/* harmony import */ var _lib_errors_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(97268);
/* harmony import */ var _lib_json_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(18453);
/* harmony import */ var _in_time_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(1423);
/* harmony import */ var _output_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(14311);




const SHOWN = 500;
/** Seconds that a query may take: one that never ends would keep the step from ending as well. */
const LONGEST = 5;
/**
 * Asks a jq query (jq 1.8 itself) of an output; of a text's JSON when it is a text. Its first result has to
 * be something: neither null, false, 0, nor an empty text, list or object. jq itself takes only the first
 * two for false; cog-safe-push, whose vocabulary this is, takes all of them (its output_checkers.py).
 */
async function jqFailure(query, output) {
    const expected = `jq ${query}`;
    const data = typeof output === "string" ? (0,_lib_json_js__WEBPACK_IMPORTED_MODULE_1__/* .parseJson */ .qF)(output) : output;
    if (data === undefined)
        return { expected, got: `no JSON: ${(0,_output_js__WEBPACK_IMPORTED_MODULE_3__/* .shortText */ .os)(output, SHOWN)}` };
    try {
        const answer = await ask((jq) => jq.first(JSON.stringify(data), `first((${query}\n))`));
        if (answer === undefined)
            return { expected, got: `no result within ${LONGEST} s` };
        if (isSomething(answer.result))
            return undefined;
        const result = JSON.stringify(answer.result) ?? "no result";
        return { expected, got: `${result} from ${(0,_output_js__WEBPACK_IMPORTED_MODULE_3__/* .shortText */ .os)(data, SHOWN)}` };
    }
    catch (error) {
        return { expected, got: `jq says: ${(0,_lib_errors_js__WEBPACK_IMPORTED_MODULE_0__/* .messageOf */ .bD)(error)}` };
    }
}
function isSomething(result) {
    if (typeof result === "object" && result !== null)
        return Object.keys(result).length > 0;
    return Boolean(result);
}
/** jq's exit code for a query that it can't compile (its manual). */
const NOT_COMPILED = 3;
/** What is wrong with a query itself; undefined when jq can compile it. */
async function jqProblem(query) {
    const answer = await ask((jq) => jq.raw("null", query));
    // What runs too long has been compiled.
    if (answer === undefined)
        return undefined;
    const { exitCode, stderr } = answer.result;
    return exitCode === NOT_COMPILED ? stderr.trim().replace(/\s*\n\s*/g, " ") : undefined;
}
/** Compiled jq is a megabyte, for those who ask it. */
let loaded;
async function ask(question) {
    loaded ??= __webpack_require__.e(/* import() */ 236).then(__webpack_require__.bind(__webpack_require__, 49236)).then(({ loadJq }) => loadJq());
    const jq = await loaded;
    const answer = (0,_in_time_js__WEBPACK_IMPORTED_MODULE_2__/* .inTime */ .R)(LONGEST, () => question(jq));
    // One that was stopped in the middle is not asked again.
    if (answer === undefined)
        loaded = undefined;
    return answer;
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


/***/ })

};

export const id = 782;
export const ids = [782];
export const modules = {

/***/ 40401:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  parseSuite: () => (/* binding */ parseSuite)
});

// EXTERNAL MODULE: ./node_modules/yaml/dist/index.js
var dist = __webpack_require__(38815);
// EXTERNAL MODULE: ./src/lib/errors.ts
var errors = __webpack_require__(97268);
// EXTERNAL MODULE: ./src/lib/json.ts
var json = __webpack_require__(18453);
// EXTERNAL MODULE: ./src/lib/model-name.ts
var model_name = __webpack_require__(89988);
;// CONCATENATED MODULE: ./src/testing/cases.ts
/** What cog-safe-push runs at the same time when it is not told (its config.py). */
const DEFAULT_PARALLEL = 4;

// EXTERNAL MODULE: ./node_modules/fastest-levenshtein/mod.js
var mod = __webpack_require__(21916);
;// CONCATENATED MODULE: ./src/testing/fields.ts


/** Further from every known key than this, a key is no misspelling of one. */
const LIKELY_SLIP = 3;
/**
 * Reads the fields of what people wrote in YAML or JSON, and collects whatever is not as expected, so that
 * one error can list all of it.
 */
class FieldReader {
    problems = [];
    /** The value as an object, empty when it is none. `where` is how messages call it. */
    record(value, where) {
        if ((0,json/* isRecord */.u4)(value))
            return value;
        if (value !== undefined && value !== null)
            this.problems.push(`${where} is not a mapping`);
        return {};
    }
    list(value, where) {
        if (Array.isArray(value))
            return value;
        if (value !== undefined && value !== null)
            this.problems.push(`${where} is not a list`);
        return [];
    }
    text(record, key, where) {
        const value = record[key];
        if (value === undefined || value === null)
            return undefined;
        if (typeof value === "string")
            return value;
        this.problems.push(`${key} of ${where} is not a text (put it in quotes)`);
        return undefined;
    }
    /** A text that `parse` understands. */
    parsed(record, key, where, parse) {
        const text = this.text(record, key, where);
        const value = text === undefined ? undefined : parse(text);
        if (text !== undefined && value === undefined)
            this.problems.push(`${key} of ${where} is "${text}", which is no name on Replicate`);
        return value;
    }
    flag(record, key, where) {
        const value = record[key];
        if (value === undefined || value === null)
            return undefined;
        if (typeof value === "boolean")
            return value;
        this.problems.push(`${key} of ${where} is neither true nor false`);
        return undefined;
    }
    /** A number above 0. */
    positive(record, key, where) {
        const value = record[key];
        if (value === undefined || value === null)
            return undefined;
        if (typeof value === "number" && value > 0)
            return value;
        this.problems.push(`${key} of ${where} is not a number above 0`);
        return undefined;
    }
    /** Refuses keys that nothing reads: a misspelt expectation would pass every test. */
    refuseOthers(record, known, where) {
        for (const key of Object.keys(record)) {
            if (known.includes(key))
                continue;
            const near = (0,mod/* closest */.kp)(key, [...known]);
            const hint = (0,mod/* distance */.Io)(key, near) <= LIKELY_SLIP ? `: did you mean ${near}?` : "";
            this.problems.push(`${where} has "${key}", which is not known${hint || ` (known are ${known.join(", ")})`}`);
        }
    }
}

;// CONCATENATED MODULE: ./src/testing/parse-suite.ts






const CHECKS = [
    "exact_string",
    "matches",
    "match_url",
    "jq_query",
    "error_contains",
    "match_prompt",
    "max_seconds",
];
const CASE_KEYS = ["name", "inputs", "compare", ...CHECKS];
/** Checks of an output, of which there is none where an error is expected. */
const OUTPUT_CHECKS = ["exact_string", "matches", "match_url", "jq_query", "match_prompt"];
/** The keys of cog-safe-push's configuration (cog_safe_push/config.py). */
const SAFE_PUSH_KEYS = [
    "model",
    "test_model",
    "test_hardware",
    "predict",
    "train",
    "deployment",
    "dockerfile",
    "parallel",
    "fast_push",
    "use_cog_base_image",
    "ignore_schema_compatibility",
    "official_model",
];
const PREDICT_KEYS = ["compare_outputs", "predict_timeout", "test_cases", "fuzz"];
/**
 * Reads test cases: a list of them, or the whole configuration of cog-safe-push.
 * @param text YAML or JSON.
 * @param source how messages call it: `Input test-cases`, or the file.
 * @throws {ActionError} that lists whatever is not as expected.
 */
function parseSuite(text, source) {
    const content = parseYaml(text, source);
    const read = new FieldReader();
    const isSafePush = !Array.isArray(content);
    const suite = isSafePush
        ? parseSafePush(read.record(content, source), read)
        : suiteOf(parseCases(content, read), {}, []);
    const isEmpty = suite.cases.length === 0 && !asksForMore(content);
    if (isEmpty && read.problems.length === 0)
        read.problems.push("it holds no test case");
    if (read.problems.length > 0)
        throw refused(source, read.problems);
    return { ...suite, isSafePush };
}
/** What PyYAML takes for true and false besides these words: cog-safe-push reads its file with it. */
const PYYAML_FLAG = {
    tag: "tag:yaml.org,2002:bool",
    default: true,
    test: /^(yes|no|on|off)$/i,
    resolve: (text) => /^(yes|on)$/i.test(text),
};
/** In a list of ours, `no` is the text that it is in YAML 1.2. */
function parseYaml(text, source) {
    const content = readYaml(text, [], source);
    return (0,json/* isRecord */.u4)(content) ? readYaml(text, [PYYAML_FLAG], source) : content;
}
function readYaml(given, tags, source) {
    const text = given.replace(/^\uFEFF/, "");
    const document = (0,dist/* parseDocument */.Tp)(text, {
        merge: true,
        customTags: (known) => [...tags, ...known],
    });
    const [fault] = document.errors;
    if (fault !== undefined)
        throw refused(source, [firstLine(fault)]);
    try {
        const content = document.toJS({ maxAliasCount: 100 });
        // One that holds itself has no text.
        JSON.stringify(content);
        return content;
    }
    catch (cause) {
        // An alias of nothing or of what is around it, or aliases that grow without end.
        throw refused(source, [firstLine(cause)]);
    }
}
function firstLine(error) {
    return (0,errors/* messageOf */.bD)(error).split("\n")[0] ?? "";
}
function refused(source, problems) {
    return new errors/* ActionError */.lZ({
        what: `${source} can't be used as test cases: ${problems.join("; ")}.`,
        remedy: "Give a list of cases, each with inputs and what is expected (docs/gates.md has all of it), or a cog-safe-push.yaml.",
    });
}
function suiteOf(cases, defaults, notes, parallel = DEFAULT_PARALLEL) {
    return { cases, defaults, notes, parallel: Math.max(1, Math.floor(parallel)) };
}
function parseSafePush(file, read) {
    read.refuseOthers(file, SAFE_PUSH_KEYS, "it");
    const predict = read.record(file["predict"], "predict");
    read.refuseOthers(predict, PREDICT_KEYS, "predict");
    const deployment = read.record(file["deployment"], "deployment");
    read.refuseOthers(deployment, ["owner", "name", "hardware"], "deployment");
    const owner = read.parsed(deployment, "owner", "deployment", model_name/* parseOwner */.pZ);
    const named = read.parsed(deployment, "name", "deployment", model_name/* parseDeploymentName */.i);
    const cases = parseCases(read.list(predict["test_cases"], "predict.test_cases"), read);
    const compares = read.flag(predict, "compare_outputs", "predict") === true;
    return suiteOf(
    // It compares the outputs of the first case alone (its main.py).
    cases.map((one, index) => (compares && index === 0 ? { ...one, compare: true } : one)), {
        model: read.parsed(file, "model", "it", model_name/* parseModelName */.s_),
        testModel: read.parsed(file, "test_model", "it", model_name/* parseModelName */.s_),
        testHardware: read.text(file, "test_hardware", "it"),
        timeoutSeconds: read.positive(predict, "predict_timeout", "predict"),
        deployment: named && { owner: owner ?? named.owner, name: named.name },
        deploymentHardware: read.text(deployment, "hardware", "deployment"),
    }, notDone(file, predict, cases), read.positive(file, "parallel", "it"));
}
/**
 * Whether it is a cog-safe-push.yaml that has its tests in what this action does not do, or none at all: then
 * it names a model, and cog-safe-push tests nothing either.
 */
function asksForMore(content) {
    if (!(0,json/* isRecord */.u4)(content))
        return false;
    const { model, predict, train } = content;
    return isGiven(model) || (0,json/* isRecord */.u4)(train) || ((0,json/* isRecord */.u4)(predict) && (0,json/* isRecord */.u4)(predict["fuzz"]));
}
/** What cog-safe-push would do and this action does not, or does by an input of its own. */
function notDone(file, predict, cases) {
    const isWanted = (value) => isGiven(value) && value !== false;
    const parts = [
        [isWanted(predict["fuzz"]), "predict.fuzz: predictions with invented inputs are not made"],
        [isWanted(file["train"]), "train: trainings are not run, their schema is compared"],
        [isWanted(file["fast_push"]), "fast_push: Cog has no fast push any more"],
        [isWanted(file["official_model"]), "official_model: official models can't be pushed to"],
        [isWanted(file["dockerfile"]), "dockerfile: use the input dockerfile"],
        [isGiven(file["use_cog_base_image"]), "use_cog_base_image: use the input of that name"],
        [
            file["ignore_schema_compatibility"] !== undefined,
            "ignore_schema_compatibility: use the input compatibility",
        ],
        [
            cases.length === 0 && !isWanted(predict["fuzz"]) && !isWanted(file["train"]),
            "no predict.test_cases: none are run",
        ],
        [
            !isGiven(file["test_model"]) && isWanted(file["model"]),
            "no test_model: cog-safe-push would make one of its own, set test-model for that",
        ],
    ];
    return parts.flatMap(([applies, note]) => (applies ? [note] : []));
}
function isGiven(value) {
    return value !== undefined && value !== null;
}
function parseCases(list, read) {
    return list.map((entry, index) => {
        const where = `case ${index + 1}`;
        const one = read.record(entry, where);
        read.refuseOthers(one, CASE_KEYS, where);
        if (!(0,json/* isRecord */.u4)(one["inputs"]))
            read.problems.push(`${where} has no inputs (a mapping)`);
        if (isGiven(one["error_contains"]))
            for (const check of OUTPUT_CHECKS)
                if (isGiven(one[check]))
                    read.problems.push(`${where} expects an error, and with ${check} an output as well`);
        return {
            name: read.text(one, "name", where) ?? where,
            inputs: (0,json/* isRecord */.u4)(one["inputs"]) ? one["inputs"] : {},
            expected: parseExpectations(one, where, read),
            compare: read.flag(one, "compare", where) ?? false,
        };
    });
}
function parseExpectations(one, where, read) {
    const url = read.text(one, "match_url", where);
    if (url !== undefined && !/^https?:\/\//.test(url))
        read.problems.push(`match_url of ${where} is not a URL`);
    return {
        exactString: read.text(one, "exact_string", where),
        matches: parsePattern(read.text(one, "matches", where), where, read),
        matchUrl: url,
        jqQuery: read.text(one, "jq_query", where),
        errorContains: read.text(one, "error_contains", where),
        matchPrompt: read.text(one, "match_prompt", where),
        maxSeconds: read.positive(one, "max_seconds", where),
    };
}
function parsePattern(pattern, where, read) {
    if (pattern === undefined)
        return undefined;
    try {
        return new RegExp(pattern, "s");
    }
    catch {
        read.problems.push(`matches of ${where} is not a regular expression: ${pattern}`);
        return undefined;
    }
}


/***/ })

};

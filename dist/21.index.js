export const id = 21;
export const ids = [21];
export const modules = {

/***/ 78727:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   Au: () => (/* binding */ foreseeTrial),
/* harmony export */   UK: () => (/* binding */ foreseePush),
/* harmony export */   u$: () => (/* binding */ foreseeDelivery)
/* harmony export */ });
/* harmony import */ var _disk_disk_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(91809);
/* harmony import */ var _lib_model_name_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(89988);
/* harmony import */ var _model_ensure_model_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(4991);
/* harmony import */ var _model_model_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(96435);
/* harmony import */ var _push_measure_image_js__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(34812);
/* harmony import */ var _push_publish_version_js__WEBPACK_IMPORTED_MODULE_5__ = __webpack_require__(67778);
/* harmony import */ var _reuse_find_version_js__WEBPACK_IMPORTED_MODULE_6__ = __webpack_require__(5742);
/* harmony import */ var _report_js__WEBPACK_IMPORTED_MODULE_7__ = __webpack_require__(67366);








/** Tells what a push would do, without doing it. */
async function foreseePush(plan, ready, runtime) {
    const { target, project, gates } = plan;
    const { name, known, cog, testModel } = ready;
    const image = (0,_push_publish_version_js__WEBPACK_IMPORTED_MODULE_5__/* .imageOf */ .d)(name, runtime);
    const previousImage = () => (0,_push_measure_image_js__WEBPACK_IMPORTED_MODULE_4__/* .measureImage */ .u)(ready.registry.session, (0,_model_model_js__WEBPACK_IMPORTED_MODULE_3__/* .latestImage */ .jK)(known?.state));
    const disk = { mode: plan.freeDisk, space: ready.space, project, previousImage };
    const before = known?.state.kind === "exists" ? known.state.model.latestVersion?.schema : undefined;
    const build = `build ${project.directory} with Cog ${cog.version}`;
    const standing = await (0,_reuse_find_version_js__WEBPACK_IMPORTED_MODULE_6__/* .findStanding */ .i)(plan, ready);
    if (standing !== undefined && "unchanged" in standing)
        return (0,_report_js__WEBPACK_IMPORTED_MODULE_7__/* .reportDryRun */ .HN)(name, [
            ...(known ? await (0,_model_ensure_model_js__WEBPACK_IMPORTED_MODULE_2__/* .foreseeModel */ .b)(known, name, target, project.directory) : []),
            `build nothing, since nothing has changed: ${standing.unchanged.id} stands for it`,
            ...foreseeDelivery(plan, ready.deployment, standing.unchanged.id),
        ]);
    await (0,_report_js__WEBPACK_IMPORTED_MODULE_7__/* .reportDryRun */ .HN)(name, [
        ...(known ? await (0,_model_ensure_model_js__WEBPACK_IMPORTED_MODULE_2__/* .foreseeModel */ .b)(known, name, target, project.directory) : []),
        ...(await (0,_disk_disk_js__WEBPACK_IMPORTED_MODULE_0__/* .foreseeDisk */ .F)(disk, runtime)),
        ...(gates.compatibility === "fail" && before !== undefined
            ? [`${build}, and compare its schema`]
            : []),
        ...(testModel?.state.kind === "missing"
            ? [`create ${(0,_lib_model_name_js__WEBPACK_IMPORTED_MODULE_1__/* .fullName */ .fq)(testModel.name)} (private, on ${testModel.state.hardware})`]
            : []),
        ...(testModel ? [`${build}, and push it to ${(0,_lib_model_name_js__WEBPACK_IMPORTED_MODULE_1__/* .fullName */ .fq)(testModel.name)}`] : []),
        ...(testModel ? foreseeTrial(plan) : []),
        `${build}, and push it to ${image}`,
        "confirm the new version, and write its id to the outputs",
        ...(testModel ? [] : foreseeTrial(plan)),
        ...foreseeMove(ready.deployment),
        ...foreseeRelease(plan),
    ]);
}
/** What is done with a version that is there, in words. */
function foreseeDelivery(plan, deployment, version) {
    return [...foreseeTrial(plan), ...foreseeMove(deployment, version), ...foreseeRelease(plan)];
}
/** The predictions that would be run, in words. */
function foreseeTrial({ gates }) {
    if (!gates.bootCheck)
        return [];
    const cases = gates.suite?.cases.length ?? 0;
    return [cases === 0 ? "check that it boots" : `check that it boots, and run ${cases} test cases`];
}
function foreseeMove(deployment, version) {
    if (deployment === undefined)
        return [];
    const name = (0,_lib_model_name_js__WEBPACK_IMPORTED_MODULE_1__/* .fullName */ .fq)(deployment.name);
    const { state } = deployment;
    if (state.kind === "missing")
        return [`create the deployment ${name} on ${state.hardware}`];
    const served = state.deployment.release.version;
    return [
        served === version
            ? `leave the deployment ${name} as it is, which serves ${served}`
            : `move the deployment ${name}, which serves ${served}`,
    ];
}
function foreseeRelease({ release }) {
    return release === undefined ? [] : [`write the version into the release ${release.tag}`];
}


/***/ }),

/***/ 72581:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  _: () => (/* binding */ compareSchemas)
});

// EXTERNAL MODULE: ./src/lib/json.ts
var json = __webpack_require__(18453);
// EXTERNAL MODULE: ./src/compatibility/plain.ts
var plain = __webpack_require__(6024);
;// CONCATENATED MODULE: ./src/compatibility/children.ts


/** The properties of an object's schema; one that is only required is of no known type. */
function propertiesOf(schema) {
    const described = (0,json/* isRecord */.u4)(schema["properties"]) ? Object.entries(schema["properties"]) : [];
    const required = new Set((0,plain/* list */.p)(schema["required"]).filter((name) => typeof name === "string"));
    return new Map([
        ...[...required].map((name) => [name, { schema: {}, required: true }]),
        ...described.map(([name, property]) => {
            return [name, { schema: property, required: required.has(name) }];
        }),
    ]);
}
/** The schemas of what a list or a dictionary holds, by how paths write it: `[]`, `[0]`, `{}`. */
function elementsOf(schema) {
    const { items, prefixItems, additionalProperties: values } = schema;
    const tuple = [...(0,plain/* list */.p)(prefixItems), ...(0,plain/* list */.p)(items)];
    return new Map([
        ...tuple.map((entry, index) => [`[${index}]`, entry]),
        ...((0,json/* isRecord */.u4)(items) ? [["[]", items]] : []),
        ...((0,json/* isRecord */.u4)(values) ? [["{}", values]] : []),
    ]);
}

;// CONCATENATED MODULE: ./src/compatibility/json-text.ts

/** Deeper than any value that people write as a default or a choice. */
const DEEPEST = 100;
/**
 * A JSON value as text that is the same for the same value: with sorted keys, as Replicate's API gives the
 * keys of a schema in an order of its own. Ends for values that hold themselves, too.
 */
function jsonText(value) {
    const seen = new Set();
    const write = (at, depth) => {
        if (typeof at !== "object" || at === null)
            return JSON.stringify(at) ?? "undefined";
        if (seen.has(at) || depth > DEEPEST)
            return "…";
        seen.add(at);
        if (Array.isArray(at))
            return `[${at.map((entry) => write(entry, depth + 1)).join(",")}]`;
        const entries = (0,json/* isRecord */.u4)(at) ? Object.entries(at).sort(([a], [b]) => (a < b ? -1 : 1)) : [];
        const fields = entries.map(([key, field]) => `${JSON.stringify(key)}:${write(field, depth + 1)}`);
        return `{${fields.join(",")}}`;
    };
    return write(value, 0);
}
/** A list as people read it, without what would make it too long. */
function listed(entries, separator, most) {
    const shown = entries.slice(0, most).join(separator);
    const more = entries.length - most;
    return more > 0 ? `${shown}${separator}${more} more` : shown;
}

;// CONCATENATED MODULE: ./src/compatibility/limits.ts


const MOST_NAMED = 10;
const RANGES = [
    { noun: "range", least: "minimum", most: "maximum", atLeast: -Infinity },
    { noun: "length", least: "minLength", most: "maxLength", atLeast: 0 },
    { noun: "number of items", least: "minItems", most: "maxItems", atLeast: 0 },
];
/** Demands that can't be compared: one that is new or another refuses what was taken. */
const DEMANDS = ["pattern", "multipleOf", "uniqueItems", "not"];
/** The keywords that this file compares. */
const LIMITING = [
    "enum",
    "exclusiveMinimum",
    "exclusiveMaximum",
    ...RANGES.flatMap(({ least, most }) => [least, most]),
    ...DEMANDS,
];
/** How the limits on a value of one type differ: choices, ranges, lengths, patterns. */
function limitFindings(before, after) {
    return [
        ...choiceFindings((0,plain/* list */.p)(before["enum"]), (0,plain/* list */.p)(after["enum"])),
        ...RANGES.flatMap((range) => rangeFindings(range, before, after)),
        ...DEMANDS.flatMap((demand) => demandFindings(demand, before[demand], after[demand])),
    ];
}
function choiceFindings(before, after) {
    if (before.length === 0 && after.length === 0)
        return [];
    if (before.length === 0)
        return [{ reason: "limited to choices", effect: "narrower" }];
    if (after.length === 0)
        return [{ reason: "no longer limited to choices", effect: "wider" }];
    const [old, fresh] = [byText(before), byText(after)];
    const removed = [...old].filter(([text]) => !fresh.has(text)).map(([, choice]) => choice);
    const added = [...fresh].filter(([text]) => !old.has(text)).map(([, choice]) => choice);
    if (removed.length === 0 && added.length === 0)
        return jsonText([...old.keys()]) === jsonText([...fresh.keys()])
            ? []
            : [{ reason: "choices reordered", effect: "noted" }];
    return [
        ...named("choices removed", removed, "narrower"),
        ...named("choices added", added, "wider"),
    ];
}
function byText(choices) {
    return new Map(choices.map((choice) => [jsonText(choice), choiceText(choice)]));
}
/** A choice as people read it. */
function choiceText(choice) {
    return typeof choice === "string" ? choice : jsonText(choice);
}
function named(what, choices, effect) {
    return choices.length === 0
        ? []
        : [{ reason: `${what}: ${listed(choices, ", ", MOST_NAMED)}`, effect }];
}
function rangeFindings({ noun, least, most, atLeast }, before, after) {
    const steps = [
        narrowing(lowest(before, least, atLeast), lowest(after, least, atLeast)),
        narrowing(highest(before, most), highest(after, most)),
    ];
    const isNarrower = steps.some((step) => step > 0);
    const isWider = steps.some((step) => step < 0);
    if (isNarrower && isWider)
        return [{ reason: `${noun} moved`, effect: "different" }];
    if (isNarrower)
        return [{ reason: `${noun} narrowed`, effect: "narrower" }];
    return isWider ? [{ reason: `${noun} widened`, effect: "wider" }] : [];
}
/** Above 0 where the limit got narrower, below where it got wider. */
function narrowing(before, after) {
    if (before.value !== after.value)
        return after.value > before.value ? 1 : -1;
    return Number(after.exclusive) - Number(before.exclusive);
}
function lowest(schema, key, atLeast) {
    const scale = (value) => Math.max(value, atLeast);
    return narrowest(schema[key], exclusiveOf(schema, key), atLeast, scale);
}
function highest(schema, key) {
    return narrowest(schema[key], exclusiveOf(schema, key), -Infinity, (value) => -value);
}
/** `exclusiveMinimum` is true beside a minimum in OpenAPI 3.0, and a minimum of its own in 3.1. */
function exclusiveOf(schema, key) {
    if (key === "minimum")
        return schema["exclusiveMinimum"];
    return key === "maximum" ? schema["exclusiveMaximum"] : undefined;
}
function narrowest(plain, exclusive, widest, scale) {
    const limits = [{ value: widest, exclusive: false }];
    if (typeof plain === "number")
        limits.push({ value: scale(plain), exclusive: exclusive === true });
    if (typeof exclusive === "number")
        limits.push({ value: scale(exclusive), exclusive: true });
    return limits.reduce((narrower, limit) => (narrowing(narrower, limit) > 0 ? limit : narrower));
}
function demandFindings(demand, before, after) {
    const [was, is] = [before, after].map((value) => value === undefined || value === null || value === false ? undefined : jsonText(value));
    if (was === is)
        return [];
    if (is === undefined)
        return [{ reason: `${demand} removed`, effect: "wider" }];
    return was === undefined
        ? [{ reason: `${demand} added`, effect: "narrower" }]
        : [{ reason: `${demand} changed`, effect: "different" }];
}

;// CONCATENATED MODULE: ./src/compatibility/types.ts
/**
 * Compares the types, and whether null is allowed. A union that gets a type more is wider; so is one that
 * gets no type at all, which is how Cog before 0.17 wrote `Any`.
 * @param wasUnsaid whether null could have come before as well, without the schema's saying so.
 */
function compareTypes(before, after, wasUnsaid = false) {
    const fresh = [...after.alternatives];
    const lost = [];
    const pairs = [];
    for (const old of before.alternatives) {
        const index = fresh.findIndex((one) => typeText(one) === typeText(old));
        const [match] = index < 0 ? [] : fresh.splice(index, 1);
        if (match === undefined)
            lost.push(old);
        else
            pairs.push([old, match]);
    }
    return {
        findings: [...typeFindings(lost, fresh), ...nullFindings(before, after, wasUnsaid)],
        pairs,
    };
}
/** The type and its format: `string (uri)`, `any`. */
function typeText(schema) {
    const { type, format } = schema;
    const name = typeof type === "string" ? type : "any";
    return typeof format === "string" ? `${name} (${format})` : name;
}
function typeFindings(lost, fresh) {
    if (lost.length === 0 && fresh.length === 0)
        return [];
    if (lost.length === 0 || fresh.some(isAnything))
        return [{ reason: "type widened", effect: "wider" }];
    if (fresh.length === 0 || lost.some(isAnything))
        return [{ reason: "type narrowed", effect: "narrower" }];
    const types = new Set([...lost, ...fresh].map(({ type }) => type));
    return [{ reason: types.size === 1 ? "format changed" : "type changed", effect: "different" }];
}
function isAnything(schema) {
    return typeText(schema) === "any";
}
function nullFindings(before, after, wasUnsaid) {
    if (before.nullable === after.nullable)
        return [];
    return after.nullable
        ? [{ reason: "null allowed", effect: wasUnsaid ? "noted" : "wider" }]
        : [{ reason: "null no longer allowed", effect: "narrower" }];
}

;// CONCATENATED MODULE: ./src/compatibility/describe.ts





const MOST_CHOICES = 20;
const MOST_TYPES = 10;
const LONGEST = 200;
const describe_DEEPEST = 3;
/** A schema as people read it: `string`, `integer 1..4, default 2`, `png | jpg, required`. */
function describePlace({ schema, required }, read) {
    const { keywords } = read(schema);
    const standard = keywords["default"];
    const words = [
        describeType(schema, read, 0),
        ...(required ? ["required"] : []),
        ...(standard === undefined ? [] : [`default ${jsonText(standard)}`]),
    ].join(", ");
    return words.length > LONGEST ? `${words.slice(0, LONGEST)}…` : words;
}
function describeType(schema, read, depth) {
    const { alternatives, nullable } = read(schema);
    const types = alternatives
        .slice(0, MOST_TYPES)
        .map((one) => describeAlternative(one, read, depth));
    return [...new Set(types), ...(nullable ? ["null"] : [])].join(" or ");
}
function describeAlternative(schema, read, depth) {
    const choices = (0,plain/* list */.p)(schema["enum"]).map(choiceText);
    if (choices.length > 0)
        return listed(choices, " | ", MOST_CHOICES);
    const within = depth < describe_DEEPEST ? describeWithin(schema, read, depth + 1) : "";
    return `${within || typeText(schema)}${range(schema)}${extras(schema)}`;
}
function describeWithin(schema, read, depth) {
    const [element] = [...elementsOf(schema).values()].map((one) => describeType(one, read, depth));
    if (schema["type"] === "array" && element !== undefined) {
        const noun = schema["x-cog-array-type"] === "iterator" ? "iterator" : "list";
        return `${noun} of ${element}`;
    }
    const names = [...propertiesOf(schema)].map(([name, { required }]) => required ? name : `${name}?`);
    if (names.length > 0)
        return `object {${listed(names.sort(), ", ", MOST_CHOICES)}}`;
    return element === undefined ? "" : `object of ${element}`;
}
/** ` 1..4`, ` 0..`, with `>` and `<` at an end that is not within. */
function range(schema) {
    const { minimum, maximum, exclusiveMinimum, exclusiveMaximum } = schema;
    const low = end(minimum, exclusiveMinimum, ">");
    const high = end(maximum, exclusiveMaximum, "<");
    return low === "" && high === "" ? "" : ` ${low}..${high}`;
}
function end(limit, exclusive, sign) {
    if (typeof exclusive === "number")
        return `${sign}${exclusive}`;
    if (typeof limit !== "number")
        return "";
    return exclusive === true ? `${sign}${limit}` : `${limit}`;
}
function extras(schema) {
    const { minLength, maxLength, minItems, maxItems, pattern } = schema;
    const length = range({ minimum: minLength, maximum: maxLength });
    const items = range({ minimum: minItems, maximum: maxItems });
    return [
        length && `,${length} characters`,
        items && `,${items} items`,
        typeof pattern === "string" ? `, pattern ${pattern}` : "",
    ].join("");
}

// EXTERNAL MODULE: ./src/compatibility/openapi.ts
var compatibility_openapi = __webpack_require__(18880);
;// CONCATENATED MODULE: ./src/compatibility/notes.ts


/** What is compared by itself: the type, the limits, the parts, and the order among other inputs. */
const COMPARED = new Set([
    ...LIMITING,
    "type",
    "format",
    "properties",
    "required",
    "items",
    "prefixItems",
    "additionalProperties",
    "x-order",
]);
/**
 * Differences that change no value that is allowed: the default, the description, the title, whether it is
 * deprecated, how a list is shown (`x-cog-array-type`), and any keyword that is not known here.
 */
function noteFindings(before, after) {
    const keys = new Set([...Object.keys(before), ...Object.keys(after)]);
    return [...keys]
        .filter((key) => !COMPARED.has(key) && differs(key, before, after))
        .sort()
        .map((key) => ({ reason: `${key} changed`, effect: "noted" }));
}
function differs(key, before, after) {
    const [was, is] = [valueAt(before, key), valueAt(after, key)];
    // Cog makes the title of the name, and writes none for choices: only another title is a difference.
    if (key === "title" && (was === undefined || is === undefined))
        return false;
    return jsonText(was) !== jsonText(is);
}
/** Undefined for false, too: a flag that is off is often left out. A default of false is a value. */
function valueAt(schema, key) {
    const value = Object.hasOwn(schema, key) ? schema[key] : undefined;
    return value === false && key !== "default" ? undefined : value;
}

;// CONCATENATED MODULE: ./src/compatibility/order.ts

/**
 * The inputs that stand elsewhere among the others than before: the fewest that have to be moved to get from
 * one order to the other, so that one input more in front of all moves none of them. The order is Cog's
 * `x-order`; the order of the keys means nothing, since Replicate's API sorts them by length.
 */
function movedProperties(before, after) {
    const old = positions(before);
    const places = positions(after);
    const common = [...old.keys()].filter((name) => places.has(name));
    const sorted = [...common].sort((a, b) => place(old, a) - place(old, b));
    const kept = longestRise(sorted.map((name) => place(places, name)));
    return new Set(sorted.filter((name) => !kept.has(place(places, name))));
}
/** Each property's rank by its `x-order`, without those that have none. */
function positions(properties) {
    const ordered = [...properties].flatMap(([name, { schema }]) => {
        const order = (0,json/* isRecord */.u4)(schema) ? schema["x-order"] : undefined;
        return typeof order === "number" ? [{ name, order }] : [];
    });
    ordered.sort((a, b) => a.order - b.order || (a.name < b.name ? -1 : 1));
    return new Map(ordered.map(({ name }, rank) => [name, rank]));
}
function place(positions, name) {
    return positions.get(name) ?? 0;
}
/** The numbers of a longest rising run, not necessarily next to each other (patience sorting). */
function longestRise(numbers) {
    const tops = [];
    const below = new Map();
    for (const number of numbers) {
        const pile = firstNotBelow(tops, number);
        below.set(number, tops[pile - 1]);
        tops[pile] = number;
    }
    const rise = new Set();
    for (let at = tops.at(-1); at !== undefined; at = below.get(at))
        rise.add(at);
    return rise;
}
/** The index of the first of the rising numbers that is not below this one, by halving. */
function firstNotBelow(rising, number) {
    let [low, high] = [0, rising.length];
    while (low < high) {
        const middle = Math.floor((low + high) / 2);
        if ((rising[middle] ?? 0) < number)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

;// CONCATENATED MODULE: ./src/compatibility/walk.ts





/** Deeper than any type that people write: what is below is not compared. */
const walk_DEEPEST = 32;
/** From so many differences on, types that were seen to differ are not gone through again elsewhere. */
const MOST_REPEATED = 1000;
/**
 * Goes through two schemas side by side and collects every difference.
 * `names` says what a difference is named after: the whole path in an output, the first step of it in inputs.
 */
class SchemaWalk {
    differences = [];
    #read;
    #names;
    #writesNull;
    /** What came out of each pair of schemas; one that is met again within itself adds nothing. */
    #seen = new Map();
    /**
     * @param writesNull whether the document before says of anything that it may be null. Cog up to 0.9 could
     * not: it only left such a property out of the required ones.
     */
    constructor(before, after, names, writesNull) {
        this.#read = [before, after];
        this.#names = names;
        this.#writesNull = writesNull;
    }
    compare(before, after) {
        const [whole, now] = [before, after].map((schema) => ({ schema, required: false }));
        this.#schemas({ subject: { name: "", before: whole, after: now }, inner: "", depth: 0 }, before, after);
        return this.differences;
    }
    #schemas(at, before, after, wasNullUnsaid = false) {
        const [was, is] = [this.#read[0](before), this.#read[1](after)];
        const seen = this.#seen.get(was) ?? new Map();
        const known = seen.get(is);
        const isKnown = known === "open" ||
            known === "same" ||
            (known === "differs" && this.differences.length > MOST_REPEATED);
        if (isKnown || at.depth > walk_DEEPEST)
            return;
        this.#seen.set(was, seen.set(is, "open"));
        const count = this.differences.length;
        const { findings, pairs } = compareTypes(was, is, wasNullUnsaid);
        this.#add(at, findings);
        for (const [old, fresh] of pairs)
            this.#alternatives(at, old, fresh);
        this.#add(at, noteFindings(was.keywords, is.keywords));
        seen.set(is, this.differences.length === count ? "same" : "differs");
    }
    #alternatives(at, before, after) {
        this.#add(at, limitFindings(before, after));
        this.#properties(at, before, after);
        const [old, fresh] = [elementsOf(before), elementsOf(after)];
        for (const step of new Set([...old.keys(), ...fresh.keys()])) {
            const places = [old, fresh].map((some) => ({
                schema: some.get(step) ?? {},
                required: false,
            }));
            const [was, is] = places;
            this.#schemas(this.#enter(at, step, was, is), was?.schema, is?.schema);
        }
        this.#closed(at, before, after);
    }
    #properties(at, before, after) {
        const [old, fresh] = [propertiesOf(before), propertiesOf(after)];
        const moved = movedProperties(old, fresh);
        const noun = this.#names === "inputs" && at.depth === 0 ? "input" : "property";
        for (const name of [...new Set([...old.keys(), ...fresh.keys()])].sort()) {
            const [was, is] = [old.get(name), fresh.get(name)];
            const here = this.#enter(at, name, was, is);
            if (is === undefined)
                this.#add(here, [{ reason: "removed", effect: "different" }]);
            else if (was === undefined)
                this.#add(here, [
                    is.required
                        ? { reason: `new required ${noun}`, effect: "narrower" }
                        : { reason: `new optional ${noun}`, effect: "noted" },
                ]);
            else {
                this.#schemas(here, was.schema, is.schema, !was.required && !this.#writesNull);
                this.#add(here, requiredFindings(was, is));
                if (moved.has(name))
                    this.#add(here, [{ reason: "moved", effect: "noted" }]);
            }
        }
    }
    /** `additionalProperties: false` takes no other keys than those that are named. */
    #closed(at, before, after) {
        const [was, is] = [before, after].map((one) => one["additionalProperties"] === false);
        if (was === is)
            return;
        this.#add(at, [
            is === true
                ? { reason: "other keys no longer allowed", effect: "narrower" }
                : { reason: "other keys allowed", effect: "wider" },
        ]);
    }
    #enter(at, step, before, after) {
        const depth = at.depth + 1;
        const isOwnSubject = this.#names === "paths" || at.depth === 0;
        return isOwnSubject
            ? { subject: { name: join(at.subject.name, step), before, after }, inner: "", depth }
            : { ...at, inner: join(at.inner, step), depth };
    }
    #add({ subject, inner }, findings) {
        for (const { reason, effect } of findings)
            this.differences.push({
                subject,
                reason: inner === "" ? reason : `${inner} ${reason}`,
                effect,
            });
    }
}
function requiredFindings(before, after) {
    if (before.required === after.required)
        return [];
    return after.required
        ? [{ reason: "newly required", effect: "narrower" }]
        : [{ reason: "no longer required", effect: "wider" }];
}
/** `segments[].text`: what is in a list or a dictionary stands next to it, a property behind a dot. */
function join(path, step) {
    return path === "" || step.startsWith("[") || step === "{}"
        ? `${path}${step}`
        : `${path}.${step}`;
}

;// CONCATENATED MODULE: ./src/compatibility/compare.ts






/** The schemas of a version, as Cog names them; those of a training are there only where there is one. */
const PARTS = ["Input", "Output", "TrainingInput", "TrainingOutput"];
const MOST_REASONS = 10;
/**
 * Whether who calls the model today can go on with another version of it: an input may take more than before
 * and an output may be less than before, not the other way round. So a choice that is new in an output is
 * breaking like a null that is new: a client that knows the choices, say one that was generated from the
 * schema, refuses it.
 */
function compareSchemas(before, after) {
    const [old, fresh] = [before, after].map((openapi) => ({
        read: (0,plain/* schemaReader */.J)(openapi),
        schemas: schemasOf(openapi),
    }));
    if (!old?.schemas.has("Input") || !fresh?.schemas.has("Input"))
        return { verdict: "unknown", changes: [] };
    const writesNull = /"nullable":true|"null"/.test(jsonText(before));
    const changes = PARTS.flatMap((part) => {
        const [was, is] = [old.schemas.get(part), fresh.schemas.get(part)];
        if (was === undefined && is === undefined)
            return [];
        return partChanges(part, was, is, [old.read, fresh.read], writesNull);
    }).sort(gravestFirst);
    const [first] = changes;
    return { verdict: first?.verdict ?? "none", changes };
}
function schemasOf(openapi) {
    const schemas = (0,compatibility_openapi/* dig */.r)(openapi, "components", "schemas");
    const entries = (0,json/* isRecord */.u4)(schemas) ? Object.entries(schemas) : [];
    return new Map(entries.flatMap(([name, schema]) => ((0,json/* isRecord */.u4)(schema) ? [[name, schema]] : [])));
}
function partChanges(part, before, after, read, writesNull) {
    const whole = (schema) => schema && { schema, required: false };
    if (before === undefined || after === undefined) {
        const subject = { name: "", before: whole(before), after: whole(after) };
        const gone = { subject, reason: "removed", effect: "different" };
        const come = { subject, reason: "new", effect: "noted" };
        return [toChange(part, [after === undefined ? gone : come], read)].filter(isDefined);
    }
    const isInput = part.endsWith("Input");
    const walk = new SchemaWalk(...read, isInput ? "inputs" : "paths", writesNull);
    // Inputs are an object even where the schema does not say so.
    const [was, is] = [before, after].map((one) => (isInput ? { ...one, type: "object" } : one));
    const bySubject = Map.groupBy(walk.compare(was, is), ({ subject }) => subject.name);
    return [...bySubject.values()].map((some) => toChange(part, some, read)).filter(isDefined);
}
/** One change for everything about one subject, with the gravest verdict. */
function toChange(part, differences, read) {
    const [first] = differences;
    if (first === undefined)
        return undefined;
    const { name, before, after } = first.subject;
    const breaking = differences.filter(({ effect }) => breaks(part, effect));
    const gravest = [...breaking, ...differences].map(({ reason }) => reason);
    return {
        part,
        name,
        before: before && describePlace(before, read[0]),
        after: after && describePlace(after, read[1]),
        verdict: breaking.length > 0 ? "breaking" : "compatible",
        reason: listed([...new Set(gravest)], "; ", MOST_REASONS),
    };
}
function breaks(part, effect) {
    if (effect === "noted")
        return false;
    return effect === "different" || effect === (part.endsWith("Input") ? "narrower" : "wider");
}
function gravestFirst(a, b) {
    if (a.verdict !== b.verdict)
        return a.verdict === "breaking" ? -1 : 1;
    if (a.part !== b.part)
        return PARTS.indexOf(a.part) - PARTS.indexOf(b.part);
    return a.name < b.name ? -1 : 1;
}
function isDefined(value) {
    return value !== undefined;
}


/***/ }),

/***/ 91809:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  F: () => (/* binding */ foreseeDisk),
  m: () => (/* binding */ makeRoom)
});

// EXTERNAL MODULE: external "node:os"
var external_node_os_ = __webpack_require__(48161);
// EXTERNAL MODULE: external "node:fs/promises"
var promises_ = __webpack_require__(51455);
// EXTERNAL MODULE: external "node:path"
var external_node_path_ = __webpack_require__(76760);
;// CONCATENATED MODULE: ./src/disk/toolchains.ts
const GB = 1e9;
/**
 * The known large toolchains of GitHub's Ubuntu images, the largest first. Paths: actions/runner-images,
 * images/ubuntu/scripts/build (install-android-sdk.sh, install-haskell.sh, install-swift.sh and so on).
 * Sizes: `du` of such a runner in thiagokokada/free-disk-space's README (November 2024), Android and Haskell
 * by juicedata/juicefs-csi-driver pull request 1451 and getsentry/self-hosted pull request 4046 (2025);
 * those of /opt/ghc, which images up to 20.04 had, by argotorg/solc-bin pull request 86. That of Chromium was read
 * nowhere.
 *
 * Not on it: the tool cache, which later steps and other actions take their tools from; /opt/microsoft, where
 * `shell: pwsh` is; compilers, libraries and whatever is spread over /usr; Docker's own images.
 */
const TOOLCHAINS = [
    { name: "Android SDK", path: "/usr/local/lib/android", usually: 12 * GB },
    { name: "Haskell", path: "/usr/local/.ghcup", usually: 6 * GB },
    { name: "Swift", path: "/usr/share/swift", usually: 2.6 * GB },
    { name: "Haskell", path: "/opt/ghc", usually: 1.9 * GB },
    { name: ".NET", path: "/usr/share/dotnet", usually: 1.6 * GB },
    { name: "PowerShell modules", path: "/usr/local/share/powershell", usually: 1.2 * GB },
    { name: "Java", path: "/usr/lib/jvm", usually: 1.2 * GB },
    { name: "Google Cloud CLI", path: "/usr/lib/google-cloud-sdk", usually: 0.9 * GB },
    { name: "Google Cloud CLI", path: "/opt/google-cloud-sdk", usually: 0.9 * GB },
    { name: "Julia", path: "/usr/local/julia*", usually: 0.9 * GB },
    { name: "Azure CLI", path: "/opt/az", usually: 0.7 * GB },
    { name: "Miniconda", path: "/usr/share/miniconda", usually: 0.7 * GB },
    { name: "Chromium", path: "/usr/local/share/chromium", usually: 0.6 * GB },
    { name: "Azure modules", path: "/usr/share/az_*", usually: 0.5 * GB },
];
/**
 * The ones to remove next: the largest first, as few as usually give what is missing, and at most so many at
 * once.
 */
function nextWave(candidates, missing, width) {
    const wave = [];
    let expected = 0;
    for (const candidate of candidates.toSorted((a, b) => b.usually - a.usually)) {
        if (expected >= missing || wave.length >= width)
            break;
        wave.push(candidate);
        expected += candidate.usually;
    }
    return wave;
}

;// CONCATENATED MODULE: ./src/disk/find.ts



/** The listed toolchains that are on this machine. A symbolic link is none, and leads to none. */
async function findToolchains() {
    const found = await Promise.all(TOOLCHAINS.map(findToolchain));
    return found.flat();
}
async function findToolchain({ name, path, usually }) {
    const found = await Promise.all((await directoriesOf(path)).map(deviceOf));
    return found
        .filter((one) => one !== undefined)
        .map((directory) => ({ ...directory, name, usually }));
}
async function directoriesOf(path) {
    if (!path.endsWith("*"))
        return [path];
    const parent = (0,external_node_path_.dirname)(path);
    const prefix = (0,external_node_path_.basename)(path).slice(0, -"*".length);
    const names = await (0,promises_.readdir)(parent).catch(() => []);
    return names.filter((name) => name.startsWith(prefix)).map((name) => (0,external_node_path_.join)(parent, name));
}
async function deviceOf(path) {
    try {
        const [status, real] = await Promise.all([(0,promises_.lstat)(path), (0,promises_.realpath)(path)]);
        return status.isDirectory() && real === path ? { path, device: status.dev } : undefined;
    }
    catch {
        // It is not there.
        return undefined;
    }
}

// EXTERNAL MODULE: external "node:child_process"
var external_node_child_process_ = __webpack_require__(31421);
// EXTERNAL MODULE: external "node:fs"
var external_node_fs_ = __webpack_require__(73024);
;// CONCATENATED MODULE: ./src/disk/free.ts




/** Characters of a program's output that are kept: of a hundred thousand refusals one is enough. */
const KEPT_OUTPUT = 2000;
/** From a program that can't be started, as a shell has it. */
const NOT_FOUND = 127;
/** Removes directories, through sudo where it has to be and no password is asked for. */
class Remover {
    #environment;
    #signal;
    #sudo;
    constructor(path, signal) {
        // Nothing of the job's environment but where programs are: it holds secrets.
        this.#environment = { PATH: path, LC_ALL: "C" };
        this.#signal = signal;
    }
    /** Removes a directory, and nothing that is mounted in it or that its links lead to. */
    async remove({ name, path }) {
        const before = await this.#sizeOf(path);
        const fault = (await this.#tryRemoval(path)) || undefined;
        const isLeft = await exists(path);
        const after = isLeft ? await this.#sizeOf(path) : 0;
        this.#signal.throwIfAborted();
        return { name, path, bytes: Math.max(0, before - after), fault: isLeft ? fault : undefined };
    }
    /** @returns what was said against it, empty when nothing was. */
    async #tryRemoval(path) {
        const isAllowed = await mayRemove(path);
        const plain = isAllowed ? await this.#rm([], path) : undefined;
        if (plain?.code === 0)
            return "";
        if (await this.#hasSudo()) {
            const { code, stderr } = await this.#rm(["sudo", "-n"], path);
            return code === 0 ? "" : firstLine(stderr);
        }
        return plain ? firstLine(plain.stderr) : "this user may not, and sudo asks for a password";
    }
    #rm(before, path) {
        return this.#run([...before, "rm", "-rf", "--one-file-system", "--", path]);
    }
    /** What a directory takes on the disk; what this user may not read is not in it. */
    async #sizeOf(path) {
        const { stdout } = await this.#run(["du", "-sk", "--", path]);
        return Number.parseInt(stdout, 10) * 1024 || 0;
    }
    #hasSudo() {
        this.#sudo ??= this.#run(["sudo", "-n", "true"]).then(({ code }) => code === 0);
        return this.#sudo;
    }
    async #run([program = "", ...args]) {
        const child = (0,external_node_child_process_.spawn)(program, args, {
            env: this.#environment,
            stdio: ["ignore", "pipe", "pipe"],
            signal: this.#signal,
        });
        const ended = new Promise((resolve) => {
            child.once("error", () => resolve(NOT_FOUND));
            child.once("close", (code) => resolve(code ?? NOT_FOUND));
        });
        const texts = [startOf(child.stdout), startOf(child.stderr)];
        const [code, stdout, stderr] = await Promise.all([ended, ...texts]);
        return { code, stdout, stderr: stderr || `${program} ended with ${code}` };
    }
}
async function startOf(stream) {
    let text = "";
    for await (const chunk of stream)
        if (text.length < KEPT_OUTPUT)
            text += String(chunk);
    return text;
}
/** Taking a directory away wants the right to write to it and to the one it is in. */
async function mayRemove(path) {
    try {
        await Promise.all([path, (0,external_node_path_.dirname)(path)].map((one) => (0,promises_.access)(one, external_node_fs_.constants.W_OK)));
        return true;
    }
    catch {
        return false;
    }
}
async function exists(path) {
    return (0,promises_.lstat)(path).then(() => true, () => false);
}
function firstLine(text) {
    return text.trim().split("\n")[0] ?? "";
}

;// CONCATENATED MODULE: ./src/disk/keep.ts
/**
 * Why a directory is left where it is.
 * @returns undefined when nothing speaks for it.
 */
function whyKept(directory, occupied) {
    const { reserved, ofJob, ofProcesses, mountPoints } = occupied;
    const kept = reserved.find((path) => isWithin(path, directory) || isWithin(directory, path));
    if (kept !== undefined)
        return `${kept} is never touched`;
    const pointed = ofJob.find((path) => isWithin(path, directory));
    if (pointed !== undefined)
        return `the job uses ${pointed}`;
    const opened = ofProcesses.find((path) => isWithin(path, directory));
    if (opened !== undefined)
        return `a running process uses ${opened}`;
    const mounted = mountPoints.find((path) => isWithin(path, directory));
    if (mounted !== undefined)
        return `${mounted} is a mount point`;
    return undefined;
}
/** Whether a path is a directory itself, or anything below it. */
function isWithin(path, directory) {
    return path === directory || path.startsWith(directory === "/" ? "/" : `${directory}/`);
}
/**
 * The absolute paths that the job itself has set: those in its variables that the machine's own environment
 * (/etc/environment, which the images put PATH and the homes of their toolchains in) does not have there.
 * `$HOME` stands for itself in that file.
 */
function pathsOfJob(environment, ofMachine) {
    const home = environment["HOME"] ?? "";
    const items = (text = "") => text.replaceAll("$HOME", home).split(":");
    return Object.entries(environment).flatMap(([name, text]) => {
        const usual = new Set(items(ofMachine[name]));
        return items(text).filter((item) => item.startsWith("/") && !usual.has(item));
    });
}
/** The lines `NAME=value` of /etc/environment. */
function parseEnvironmentFile(text) {
    const lines = text.matchAll(/^\s*(?:export\s+)?(\w+)=(["']?)(.*)\2\s*$/gm);
    return Object.fromEntries([...lines].map(([, name = "", , value = ""]) => [name, value]));
}
/** The mount points of /proc/self/mountinfo (proc(5)): the fifth field, with octal escapes. */
function parseMountPoints(text) {
    return text
        .split("\n")
        .map((line) => line.split(" ")[4] ?? "")
        .filter((path) => path !== "")
        .map((path) => path.replace(/\\([0-7]{3})/g, (_, digits) => String.fromCharCode(Number.parseInt(digits, 8))));
}

// EXTERNAL MODULE: ./src/disk/measure.ts + 1 modules
var measure = __webpack_require__(56525);
;// CONCATENATED MODULE: ./src/disk/need.ts
const need_GB = 1e9;
/**
 * The least that a build is taken to need. GPU: a CUDA base image of 5 GB, 8 GB of torch with the Nvidia
 * libraries that it brings (measured in IBM/text-generation-inference pull request 50), the same once more for the
 * downloads that pip's cache keeps and the copies of a build's stages, and weights. CPU: cog's own resnet
 * example is 2.7 GB (replicate/cog issue 972), and below GitHub's guarantee of 14 GB it needs no clean-up.
 */
const FLOOR = { gpu: 30 * need_GB, cpu: 10 * need_GB };
/**
 * From the compressed image to what its build takes: 2 for the layers unpacked (images of CUDA and torch
 * compress to about half), 1 for the compressed copy that the containerd image store or a chunked push keep,
 * 1 for the downloads and intermediate stages in BuildKit's cache.
 */
const FACTOR = 4;
/** The part of it that is the image itself, unpacked: a chunked push exports it to one file. */
const ARCHIVE = 1 / 2;
/** The context that BuildKit takes over, and the layer that it is copied to. */
const COPIES_OF_PROJECT = 2;
/** Cog writes a build's context and wheels to .cog in the project. */
const WORKSPACE = 1 * need_GB;
/** How many bytes the build is likely to need where it keeps this. */
function needFor(content, { usesGpu, previousImage, project }) {
    if (content === "workspace")
        return WORKSPACE;
    const image = Math.max(usesGpu ? FLOOR.gpu : FLOOR.cpu, FACTOR * (previousImage ?? 0));
    return content === "temporary" ? image * ARCHIVE : image + COPIES_OF_PROJECT * project;
}
/** How many bytes the build is likely to need on a volume. An estimate: nobody can know before. */
function neededOn({ places }, build) {
    return places.reduce((sum, { content }) => sum + needFor(content, build), 0);
}

;// CONCATENATED MODULE: ./src/disk/occupied.ts


/** Where GitHub's images have the tool cache, whatever the job has made of RUNNER_TOOL_CACHE. */
const TOOL_CACHE = "/opt/hostedtoolcache";
/**
 * Reads, on Linux, what of the machine is in use. Of processes of other users only root sees more than their
 * existence.
 * @param places directories that the build writes to.
 */
async function readOccupied(job, places) {
    const { environment, workspace, temporaryDirectory, toolCacheDirectory, homeDirectory } = job;
    const own = [TOOL_CACHE, toolCacheDirectory, workspace, temporaryDirectory, homeDirectory];
    const [reserved, machine, ofProcesses, mounts] = await Promise.all([
        Promise.all([...own, ...places].map(resolved)),
        readIfAny("/etc/environment"),
        pathsOfProcesses(),
        (0,promises_.readFile)("/proc/self/mountinfo", "utf8"),
    ]);
    const ofJob = pathsOfJob(environment, parseEnvironmentFile(machine));
    return {
        reserved,
        ofJob: await Promise.all(ofJob.map(resolved)),
        ofProcesses,
        mountPoints: parseMountPoints(mounts),
    };
}
/** Without symbolic links; a path that does not exist stays as it is. */
function resolved(path) {
    return (0,promises_.realpath)(path).catch(() => path);
}
/** The content of a file; empty when it is not there, or not for us. */
function readIfAny(path) {
    return (0,promises_.readFile)(path, "utf8").catch(() => "");
}
/** Executables, working directories, open and mapped files (proc(5)). */
async function pathsOfProcesses() {
    const processes = (await (0,promises_.readdir)("/proc")).filter((name) => /^\d+$/.test(name));
    const paths = await Promise.all(processes.map((id) => pathsOfProcess(`/proc/${id}`)));
    return [...new Set(paths.flat())].filter((path) => path.startsWith("/"));
}
/** A process may end while it is looked at: what is gone is not in use. */
async function pathsOfProcess(directory) {
    const descriptors = await (0,promises_.readdir)(`${directory}/fd`).catch(() => []);
    const links = ["exe", "cwd", ...descriptors.map((name) => `fd/${name}`)];
    const [targets, maps] = await Promise.all([
        Promise.all(links.map((name) => (0,promises_.readlink)(`${directory}/${name}`).catch(() => ""))),
        readIfAny(`${directory}/maps`),
    ]);
    return [...targets, ...[...maps.matchAll(/ (\/.+)$/gm)].map(([, path = ""]) => path)];
}

// EXTERNAL MODULE: ./src/disk/room.ts
var room = __webpack_require__(6594);
;// CONCATENATED MODULE: ./src/disk/size.ts


/** Entries that are looked at: a repository with more is large by its weights, not by its number of files. */
const MOST_ENTRIES = 20_000;
/** Bytes of the files below a directory: all of them, or those that were found first. */
async function sizeOfFiles(directory) {
    const pending = [directory];
    let bytes = 0;
    let seen = 0;
    for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
        const parent = next;
        const entries = await (0,promises_.readdir)(parent, { withFileTypes: true }).catch(() => []);
        const left = entries.slice(0, MOST_ENTRIES - seen);
        seen += left.length;
        const paths = left.filter((entry) => entry.isFile()).map(({ name }) => (0,external_node_path_.join)(parent, name));
        const sizes = await Promise.all(paths.map(sizeOf));
        bytes += sizes.reduce((sum, size) => sum + size, 0);
        for (const entry of left)
            if (entry.isDirectory())
                pending.push((0,external_node_path_.join)(parent, entry.name));
    }
    return bytes;
}
/** A file that is gone meanwhile has none. */
function sizeOf(path) {
    return (0,promises_.lstat)(path).then(({ size }) => size, () => 0);
}

;// CONCATENATED MODULE: ./src/disk/make-room.ts










/**
 * Makes room for the build, by removing toolchains that GitHub's runner images hold. `auto` does so on
 * GitHub-hosted runners and only while less is free than the build is likely to need; `true` removes all that
 * may be removed, on any Linux runner. Docker's images and build cache stay: they may be what this build
 * starts from, or another job on a runner of one's own needs, and on a fresh runner they are 2 GB at most
 * (peer-observer/peer-observer pull request 447).
 */
async function freeDisk(request, survey, tell, { context, signal }) {
    const start = performance.now();
    const remover = new Remover(context.environment["PATH"], signal);
    const isEnough = request.mode === "auto";
    const removed = [];
    let after = survey.demands;
    let left = survey.candidates;
    while (left.length > 0) {
        const short = isEnough ? after.filter(room/* isShort */.t) : after;
        const devices = new Set(short.map(({ volume }) => volume.device));
        const missing = isEnough ? Math.max(0, ...short.map(room/* shortage */.w)) : Number.POSITIVE_INFINITY;
        const useful = left.filter(({ device }) => devices.has(device));
        const wave = nextWave(useful, missing, (0,external_node_os_.availableParallelism)());
        if (wave.length === 0)
            break;
        left = left.filter((candidate) => !wave.includes(candidate));
        await Promise.all(wave.map(async (candidate) => {
            const removal = await remover.remove(candidate);
            removed.push(removal);
            tell(removal);
        }));
        after = await measureAgain(after);
    }
    return { ...survey, after, removed, seconds: (performance.now() - start) / 1000 };
}
/**
 * Looks how much there is, how much is needed, and what may be removed. Changes nothing; a dry run does this
 * alone.
 */
async function surveyDisk({ mode, space, project, previousImage }, { context }) {
    const isActive = mode === "true" || (mode === "auto" && context.isHosted);
    // Elsewhere the list means nothing.
    if (!isActive || context.platform.os !== "linux") {
        const demands = space.volumes.map((volume) => ({ volume, needed: undefined }));
        return { demands, candidates: [], kept: [] };
    }
    const [image, bytes] = await Promise.all([previousImage(), sizeOfFiles(project.directory)]);
    const build = { usesGpu: project.usesGpu, previousImage: image?.size, project: bytes };
    const demands = space.volumes.map((volume) => ({ volume, needed: neededOn(volume, build) }));
    const asked = mode === "true" ? demands : demands.filter(room/* isShort */.t);
    if (asked.length === 0)
        return { demands, candidates: [], kept: [] };
    return { demands, ...(await sortToolchains(asked, space, context)) };
}
async function sortToolchains(demands, { places }, context) {
    const directories = places.map(({ path }) => path);
    const [found, occupied] = await Promise.all([
        findToolchains(),
        readOccupied(context, directories),
    ]);
    const devices = new Set(demands.map(({ volume }) => volume.device));
    const judged = found.map((candidate) => {
        const reason = whyKept(candidate.path, occupied) ??
            (devices.has(candidate.device) ? undefined : "it is on another file system");
        return { candidate, reason };
    });
    return {
        candidates: judged.flatMap(({ candidate, reason }) => reason === undefined ? [candidate] : []),
        kept: judged.flatMap(({ candidate: { path }, reason }) => reason === undefined ? [] : [{ path, reason }]),
    };
}
async function measureAgain(demands) {
    const volumes = await (0,measure/* measure */.x)(demands.flatMap(({ volume }) => volume.places));
    return demands.map(({ volume, needed }) => ({
        volume: volumes.find(({ device }) => device === volume.device) ?? volume,
        needed,
    }));
}

// EXTERNAL MODULE: ./node_modules/@actions/core/lib/core.js + 8 modules
var core = __webpack_require__(46058);
// EXTERNAL MODULE: ./src/lib/log.ts
var log = __webpack_require__(61025);
// EXTERNAL MODULE: ./src/lib/units.ts
var units = __webpack_require__(20212);
// EXTERNAL MODULE: ./src/disk/full.ts
var full = __webpack_require__(53540);
// EXTERNAL MODULE: ./src/disk/space.ts
var space = __webpack_require__(77671);
;// CONCATENATED MODULE: ./src/disk/render.ts






/** Tells how the disk is before the build. */
function reportDisk({ unmeasured }, { demands, kept }) {
    for (const demand of demands)
        (0,log/* say */.cv)(`${(0,space/* describeDemand */.H4)(demand)}.`);
    if (unmeasured !== undefined)
        (0,log/* say */.cv)(`The disk with Docker's data can't be measured: ${unmeasured}.`);
    for (const { path, reason } of kept)
        (0,log/* say */.cv)(`${path} stays: ${reason}.`);
}
/** Tells of one removal, as soon as it has ended. */
function reportRemoval({ name, path, bytes: given, fault }) {
    const left = fault === undefined ? "" : `, and left some of it: ${fault}`;
    (0,log/* say */.cv)(`Removed ${path} (${name}), which gave ${(0,units/* bytes */.e)(given)}${left}`);
}
/** Tells how the disk is when room was made, or could not be. */
function reportRoom(outcome, situation) {
    const { after, removed } = outcome;
    if (removed.length > 0)
        for (const demand of after)
            (0,log/* say */.cv)(`${(0,space/* describeDemand */.H4)(demand)} now.`);
    for (const demand of after.filter(room/* isShort */.t))
        core/* warning */.$e(`${(0,space/* describeDemand */.H4)(demand)}. ${(0,full/* spaceRemedy */.Z_)(situation)}`);
}

;// CONCATENATED MODULE: ./src/disk/disk.ts



/** Makes room for the build where it is needed, and tells of it. */
async function makeRoom(request, runtime) {
    const situation = { mode: request.mode, isHosted: runtime.context.isHosted };
    const survey = await surveyDisk(request, runtime);
    reportDisk(request.space, survey);
    const outcome = await freeDisk(request, survey, reportRemoval, runtime);
    reportRoom(outcome, situation);
    return outcome;
}
/** Tells what would be removed, without doing it. */
async function foreseeDisk(request, runtime) {
    const survey = await surveyDisk(request, runtime);
    reportDisk(request.space, survey);
    return (0,space/* foreseeRoom */.dq)(survey);
}


/***/ }),

/***/ 20065:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   F: () => (/* binding */ imageSchema),
/* harmony export */   J: () => (/* binding */ imageLabels)
/* harmony export */ });
/* harmony import */ var _lib_json_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(18453);
/* harmony import */ var _client_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(8612);


/** Where Cog keeps the schema of a model (pkg/docker/command/manifest.go). */
const SCHEMA_LABEL = "run.cog.openapi_schema";
/**
 * Reads the OpenAPI schema that Cog put on an image which the daemon has.
 * @param image its name, as it was built: `r8.im/acme/hotdog`.
 * @returns undefined when the image has none.
 * @throws {Error} when the daemon does not know the image, or does not answer.
 */
async function imageSchema(image, surroundings) {
    const labels = await imageLabels(image, surroundings);
    const schema = (0,_lib_json_js__WEBPACK_IMPORTED_MODULE_0__/* .parseJson */ .qF)((0,_lib_json_js__WEBPACK_IMPORTED_MODULE_0__/* .stringAt */ .bX)(labels, SCHEMA_LABEL) ?? "");
    return (0,_lib_json_js__WEBPACK_IMPORTED_MODULE_0__/* .isRecord */ .u4)(schema) ? schema : undefined;
}
/**
 * Reads the labels of an image that the daemon has.
 * @throws {Error} when the daemon does not know the image, or does not answer.
 */
async function imageLabels(image, surroundings) {
    const format = ["image", "inspect", "--format", "{{json .Config.Labels}}", image];
    const told = await (0,_client_js__WEBPACK_IMPORTED_MODULE_1__/* .askCli */ .IZ)(format, surroundings);
    const labels = told === undefined ? await askedOfEngine(image, surroundings) : (0,_lib_json_js__WEBPACK_IMPORTED_MODULE_0__/* .parseJson */ .qF)(told);
    return (0,_lib_json_js__WEBPACK_IMPORTED_MODULE_0__/* .isRecord */ .u4)(labels) ? labels : {};
}
async function askedOfEngine(image, surroundings) {
    const host = await (0,_client_js__WEBPACK_IMPORTED_MODULE_1__/* .dockerHost */ .dd)(surroundings);
    const { status, text } = await (0,_client_js__WEBPACK_IMPORTED_MODULE_1__/* .askEngine */ .sb)(host, `/images/${image}/json`, surroundings);
    if (status !== 200)
        throw new Error(`HTTP ${status} from ${host}`);
    const inspected = (0,_lib_json_js__WEBPACK_IMPORTED_MODULE_0__/* .parseJson */ .qF)(text);
    const config = (0,_lib_json_js__WEBPACK_IMPORTED_MODULE_0__/* .isRecord */ .u4)(inspected) ? inspected["Config"] : undefined;
    return (0,_lib_json_js__WEBPACK_IMPORTED_MODULE_0__/* .isRecord */ .u4)(config) ? config["Labels"] : undefined;
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


/***/ }),

/***/ 85073:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  P: () => (/* binding */ CogFailed),
  I: () => (/* binding */ describeFailure)
});

;// CONCATENATED MODULE: ./src/known-failures/exit.ts
/** Cog itself ends with 0, or with 1 for any error (its console.Fatalf): any other end is somebody else's doing. */
const REASONS = [
    {
        exits: ["SIGKILL", 137],
        cause: "It was killed, most likely because the runner ran out of memory.",
        remedy: "Run the job on a runner with more memory, or let the build take less at once.",
    },
    {
        exits: ["SIGTERM", 143, "SIGINT", 130, "SIGHUP", 129],
        cause: "Something other than this step stopped it.",
        remedy: "See what else ends processes on this runner, and run the job again.",
    },
    {
        exits: ["SIGSEGV", 139, "SIGABRT", 134, "SIGBUS", 135, "SIGILL", 132, "SIGFPE", 136],
        cause: "It crashed.",
        remedy: "Remove Cog's entry from the runner's tool cache, which may be damaged, and run the job again; if it crashes again, set another cog-version.",
    },
    {
        exits: [126, 127],
        cause: "That is how a shell tells of a program that can't be run.",
        remedy: "Remove Cog's entry from the runner's tool cache, which may be damaged, and run the job again.",
    },
];
/** What the mere end of Cog tells; undefined when that is nothing. */
function reasonOfExit(exit) {
    return REASONS.find(({ exits }) => exits.includes(exit));
}

// EXTERNAL MODULE: ./src/lib/errors.ts
var errors = __webpack_require__(97268);
// EXTERNAL MODULE: ./src/lib/masks.ts
var masks = __webpack_require__(90554);
;// CONCATENATED MODULE: ./src/push/cog-failed.ts



/** Cog failed: what it said, and what that is known as. */
class CogFailed extends errors/* ActionError */.lZ {
    report;
    /** Undefined: nobody has told of it yet. */
    explanation;
    constructor(problem, report, explanation) {
        super({ ...problem, details: detailsOf(report, explanation) });
        this.report = report;
        this.explanation = explanation;
    }
}
/** Characters. An annotation is read at a glance; the summary has the whole line. */
const LONGEST_QUOTE = 300;
/** Lines of an annotation. */
const LAST_WORDS = 10;
const LONGEST_DETAIL = 2000;
/** The problem that people read: the cause and the remedy where they are known, else Cog's last words. */
function describeFailure(command, exit, { said, tail }, explanation) {
    const line = explanation?.lines.at(-1);
    if (explanation !== undefined && line !== undefined) {
        const { cause, remedy } = explanation.failure;
        return { what: `${cause}\ncog ${command} said: ${cog_failed_short(line, LONGEST_QUOTE)}`, remedy };
    }
    const how = typeof exit === "number" ? `exit code ${exit}` : `signal ${exit}`;
    const last = (said.length > 0 ? said : tail).slice(-LAST_WORDS);
    const words = last.map((line) => cog_failed_short(line, LONGEST_QUOTE)).join("\n");
    const reason = reasonOfExit(exit);
    const sentences = [
        `cog ${command} failed with ${how}${words === "" ? " and said nothing" : ""}.`,
        ...(reason === undefined ? [] : [reason.cause]),
        ...(words === "" ? [] : [`It said last:\n${words}`]),
    ];
    const log = `The whole output is in the step's log, in the group of cog ${command}.`;
    return {
        what: sentences.join(" "),
        remedy: reason === undefined ? log : `${reason.remedy} ${log}`,
    };
}
/** The lines that tell, where they stand further up, and the last ones. */
function detailsOf({ tail }, explanation) {
    const further = (explanation?.lines ?? []).filter((line) => !tail.some((last) => last.includes(line)));
    const lines = further.length === 0 ? tail : [...further, "…", ...tail];
    return lines.map((line) => cog_failed_short(line, LONGEST_DETAIL)).join("\n");
}
/** The beginning of a line. Secrets are taken out of it first: half of one is masked by nobody. */
function cog_failed_short(line, length) {
    const clean = (0,masks/* redact */.E)(line);
    return clean.length <= length ? clean : `${clean.slice(0, length)}…`;
}


/***/ }),

/***/ 34812:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   u: () => (/* binding */ measureImage)
/* harmony export */ });
/* harmony import */ var _lib_errors_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(97268);
/* harmony import */ var _lib_log_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(61025);
/* harmony import */ var _registry_manifest_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(10506);



/**
 * Reads what an image weighs, from the registry. A size that can't be read is left out of the report: it
 * decides nothing.
 * @param digest `sha256:…`; undefined when there is nothing to measure.
 */
async function measureImage(registry, digest) {
    if (digest === undefined)
        return undefined;
    try {
        return await (0,_registry_manifest_js__WEBPACK_IMPORTED_MODULE_2__/* .readImageParts */ .y)(registry, digest);
    }
    catch (error) {
        (0,_lib_log_js__WEBPACK_IMPORTED_MODULE_1__/* .debug */ .Yz)(`the size of ${digest} can't be read: ${(0,_lib_errors_js__WEBPACK_IMPORTED_MODULE_0__/* .messageOf */ .bD)(error)}`);
        return undefined;
    }
}


/***/ }),

/***/ 67778:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  d: () => (/* binding */ imageOf),
  Q: () => (/* binding */ publishVersion)
});

// EXTERNAL MODULE: ./node_modules/@actions/core/lib/core.js + 8 modules
var core = __webpack_require__(46058);
// EXTERNAL MODULE: ./src/lib/model-name.ts
var model_name = __webpack_require__(89988);
// EXTERNAL MODULE: ./src/http/problem.ts
var problem = __webpack_require__(24287);
// EXTERNAL MODULE: ./src/lib/errors.ts
var errors = __webpack_require__(97268);
// EXTERNAL MODULE: ./src/lib/sleep.ts
var sleep = __webpack_require__(98964);
// EXTERNAL MODULE: ./src/registry/manifest.ts
var manifest = __webpack_require__(10506);
// EXTERNAL MODULE: ./src/replicate/models.ts
var models = __webpack_require__(28281);
;// CONCATENATED MODULE: ./src/push/confirm-version.ts






/** Two minutes: registration follows the push at once in what has been seen, but nobody documents it. */
const PATIENCE_SECONDS = 120;
/** The tag that a plain `cog push` gives an image when its name has none. */
const PLAIN_TAG = "latest";
/**
 * Proves that a pushed version is there.
 * @param report what Cog said: the digests that it named, possibly none, and the tag.
 * @throws {ActionError} when it can't be established; the push itself has succeeded then.
 */
async function confirmVersion(report, confirmation) {
    const established = await establish(report, confirmation).catch(reasonOf);
    if (typeof established !== "string")
        return established;
    const name = (0,model_name/* fullName */.fq)(confirmation.name);
    throw new errors/* ActionError */.lZ({
        what: `The push to ${name} succeeded, but the id of its version could not be established: ${established}.`,
        remedy: `Look at https://replicate.com/${name}/versions before you push again. No version was written to the outputs, since none was proved.`,
    });
}
function establish({ digests, tag = PLAIN_TAG }, confirmation) {
    const { api } = confirmation;
    if (api === undefined)
        return confirmAtRegistry(digests, confirmation);
    return digests.length > 0
        ? confirmNamed(digests, api, confirmation)
        : identify(tag, api, confirmation);
}
function reasonOf(error) {
    if (error instanceof errors/* ActionError */.lZ)
        return error.problems
            .map(({ what }) => what)
            .join(" ")
            .replace(/\.$/, "");
    throw error;
}
/** Asks the API for the digests that Cog named until it has one of them. */
async function confirmNamed(digests, api, confirmation) {
    let last = "it is not among the versions";
    const ask = async () => {
        const answer = await lookUpNamed(digests, api, confirmation);
        if (answer === undefined || "id" in answer)
            return answer;
        last = (0,problem/* describeReply */.CS)(answer);
        return undefined;
    };
    const found = confirmation.found ?? (await poll(confirmation, ask));
    return found === undefined
        ? `Cog named ${digests.join(" and ")}, and after ${confirmation.patience} s the API has no such version (${last})`
        : confirmed(found.id, found.schema);
}
/** Asks the API once for the version that has one of these digests. */
async function lookUpNamed(digests, api, { name, lookUp }) {
    const ids = digests.map(hexOf);
    if (lookUp !== undefined)
        return lookUp(ids);
    const answers = await Promise.all(ids.map((id) => (0,models/* getVersion */.HF)(api, name, id)));
    return answers.find((answer) => "id" in answer) ?? answers[0];
}
/**
 * Finds the version when Cog named none: the one that is new in the API and that the registry holds under
 * the tag. When there are several, another run has pushed as well, and nothing tells which one is ours.
 */
async function identify(tag, api, confirmation) {
    const { name, previous, registry } = confirmation;
    let held = [];
    let fresh;
    const isHeld = (id) => held.includes(`sha256:${id}`);
    const found = await poll(confirmation, async () => {
        [held, fresh] = await Promise.all([
            (0,manifest/* digestsOfTag */.P)(registry, tag),
            (0,models/* versionsSince */.AW)(api, name, previous),
        ]);
        const [only, ...others] = fresh ?? [];
        return others.length === 0 && only !== undefined && isHeld(only) ? only : undefined;
    });
    if (found !== undefined)
        return confirmed(found);
    // The registry holds what was there before, and nothing new came: the same image was pushed again.
    if (previous !== undefined && fresh?.length === 0 && isHeld(previous))
        return confirmed(previous);
    return `Cog named no digest, the registry holds ${held.join(" and ") || "nothing"} as ${tag}, and the versions that are new in the API are ${fresh?.join(", ") || "none"}`;
}
/** Without the API, the registry's word is all there is: it must hold what Cog named. */
async function confirmAtRegistry(digests, { registry }) {
    const [digest] = digests;
    if (digest === undefined)
        return "Cog named no digest, and without api-token the API can't be asked";
    const reply = await registry.manifest(digest);
    return reply.status === 200
        ? confirmed(hexOf(digest))
        : `Cog named ${digest}, and the registry does not show it (${(0,problem/* describeReply */.CS)(reply)})`;
}
/** Repeats a question with growing pauses until it has an answer or patience ends. */
async function poll({ signal, patience }, ask) {
    const deadline = Date.now() + patience * 1000;
    for (let seconds = 0.25;; seconds = Math.min(seconds * 1.5, 10)) {
        const answer = await ask();
        if (answer !== undefined || Date.now() >= deadline)
            return answer;
        await (0,sleep/* pause */.v7)(Math.min(seconds, (deadline - Date.now()) / 1000), signal);
    }
}
function confirmed(id, schema) {
    return { id, digest: `sha256:${id}`, schema };
}
function hexOf(digest) {
    return digest.slice("sha256:".length);
}

// EXTERNAL MODULE: ./src/push/measure-image.ts
var measure_image = __webpack_require__(34812);
;// CONCATENATED MODULE: ./src/push/early-look.ts


/**
 * Asks about an image as soon as Docker has named it, while Cog goes on: since 0.20 it asks the registry for
 * the tag before it ends (pkg/model/resolver.go). Whether the push has ended well, only Cog's end tells.
 */
class EarlyLook {
    #registry;
    #confirmation;
    #isMeasured;
    #versions = new Map();
    #sizes = new Map();
    /** @param isMeasured whether anybody asks what the image weighs. */
    constructor(confirmation, isMeasured) {
        this.#registry = confirmation.registry;
        this.#confirmation = confirmation;
        this.#isMeasured = isMeasured;
    }
    /** @param digest `sha256:…` */
    begin(digest) {
        const { api } = this.#confirmation;
        const asked = api && lookUpNamed([digest], api, this.#confirmation);
        // What comes of it too early is asked for again.
        const version = asked?.then((answer) => (answer && "id" in answer ? answer : undefined));
        if (version)
            this.#versions.set(digest, version.catch(() => undefined));
        void this.size(digest);
    }
    /** The version, if it was there when it was asked for. */
    async version(digest) {
        return digest === undefined ? undefined : this.#versions.get(digest);
    }
    /** What the image weighs, asked for once. */
    async size(digest) {
        if (digest === undefined || !this.#isMeasured)
            return undefined;
        const size = this.#sizes.get(digest) ?? (0,measure_image/* measureImage */.u)(this.#registry, digest);
        this.#sizes.set(digest, size);
        return size;
    }
}

// EXTERNAL MODULE: ./src/lib/log.ts
var log = __webpack_require__(61025);
// EXTERNAL MODULE: ./src/push/cog-failed.ts + 1 modules
var cog_failed = __webpack_require__(85073);
// EXTERNAL MODULE: ./src/docker/labels.ts
var labels = __webpack_require__(20065);
// EXTERNAL MODULE: ./src/lib/json.ts
var json = __webpack_require__(18453);
// EXTERNAL MODULE: ./src/registry/labels.ts
var registry_labels = __webpack_require__(17432);
;// CONCATENATED MODULE: ./src/push/find-pushed.ts







/** Random for each `cog push` since 0.14.0, so that no two of them make the same image (pkg/cli/push.go). */
const PUSH_ID_LABEL = "run.cog.push_id";
/** Seconds. Longer would only delay the next attempt: registration follows the push at once as a rule. */
const PATIENCE = 5;
/**
 * Looks whether a push that failed has arrived all the same, its last answer being lost: then pushing again
 * would make a second version, as each `cog push` labels its image anew. Up to 0.13 it does not, and pushing
 * again makes the same image.
 * @param image name of the image: `r8.im/acme/hotdog`.
 * @returns what a push that succeeded would have named; undefined when it is not there, or not provably ours.
 */
async function findPushed(image, report, confirmation, runtime) {
    const { registry } = confirmation;
    const { tag } = report;
    const held = await (0,manifest/* digestsOfTag */.P)(registry, tag ?? PLAIN_TAG);
    const [digest] = held;
    if (digest === undefined)
        return undefined;
    // A bundle's tag is the time at which this very push began; any other tag is everybody's.
    if (tag === undefined && !(await isOurs(image, digest, registry, runtime)))
        return undefined;
    const found = { digests: tag === undefined ? [digest] : held, tag };
    try {
        await confirmVersion(found, { ...confirmation, patience: PATIENCE });
        return found;
    }
    catch (error) {
        if (!(error instanceof errors/* ActionError */.lZ))
            throw error;
        (0,log/* say */.cv)(`The registry holds this image, but it is no version yet: ${error.message}`);
        return undefined;
    }
}
/** Whether the registry's image is the one that Docker has built here. */
async function isOurs(image, digest, registry, { context, signal }) {
    const { environment, dockerConfigDirectory } = context;
    try {
        const [built, held] = await Promise.all([
            (0,labels/* imageLabels */.J)(image, { environment, dockerConfigDirectory, signal }),
            (0,registry_labels/* readLabels */.k)(registry, digest),
        ]);
        const id = (0,json/* stringAt */.bX)(built, PUSH_ID_LABEL);
        return id !== undefined && id === (held && (0,json/* stringAt */.bX)(held, PUSH_ID_LABEL));
    }
    catch (error) {
        signal.throwIfAborted();
        (0,log/* say */.cv)(`Docker does not show what was built here: ${(0,errors/* messageOf */.bD)(error)}`);
        return false;
    }
}

// EXTERNAL MODULE: ./src/push/run-cog.ts + 18 modules
var run_cog = __webpack_require__(15060);
;// CONCATENATED MODULE: ./src/push/push-attempts.ts






/** Seconds before the second attempt; each further pause is three times as long, up to the longest. */
const FIRST_PAUSE = 2;
const LONGEST_PAUSE = 60;
/**
 * Pushes, and pushes again after a failure that is known to pass. The second `cog push` finds the build in
 * Docker's cache, so `--no-cache` is not given again: BuildKit takes the newest result for a step
 * (moby/buildkit, solver/exporter.go, getBestResult), which is the one just built.
 * @returns what Cog said of the version, or what the registry holds when only the answer was lost.
 * @throws {ActionError} when the push fails for good, or as often as `push-attempts` allows.
 */
async function pushWithAttempts(image, plan, ready, confirmation, runtime) {
    for (let attempt = 1;; attempt++) {
        const build = attempt === 1 ? plan.build : { ...plan.build, noCache: false };
        const failed = await (0,run_cog/* runCogStep */.v)("push", image, { ...plan, build }, ready, runtime).catch(transientFailure);
        if (!(failed instanceof cog_failed/* CogFailed */.P))
            return failed;
        const isLast = attempt >= plan.pushAttempts;
        const reason = failed.explanation?.failure.cause ?? "";
        if (!isLast) {
            const seconds = Math.min(FIRST_PAUSE * 3 ** (attempt - 1), LONGEST_PAUSE);
            (0,log/* say */.cv)(`${reason} Attempt ${attempt} of ${plan.pushAttempts} failed so; the image is built and stays. Going on in ${seconds} s.`);
            await (0,sleep/* pause */.v7)(seconds, runtime.signal);
        }
        const found = await findPushed(image, failed.report, confirmation, runtime);
        if (found !== undefined) {
            (0,log/* say */.cv)(`The image has arrived all the same (${found.digests[0]}): it is not pushed again.`);
            return found;
        }
        if (isLast)
            throw attempt === 1 ? failed : afterAll(attempt, failed);
        (0,log/* say */.cv)(`Pushing again, attempt ${attempt + 1} of ${plan.pushAttempts}: ${reason}`);
    }
}
/** @throws whatever is not known to pass. */
function transientFailure(error) {
    if (error instanceof cog_failed/* CogFailed */.P && error.explanation?.failure.isTransient)
        return error;
    throw error;
}
function afterAll(attempts, failed) {
    const problems = failed.problems.map((problem) => ({
        ...problem,
        what: `${problem.what}\nIt was pushed ${attempts} times, and failed each time for a reason that passes.`,
    }));
    return new errors/* ActionError */.lZ(problems, { cause: failed });
}

;// CONCATENATED MODULE: ./src/push/publish-version.ts





/**
 * Pushes the project to a model, again where that helps, and confirms the version.
 * @param watch takes the time of both, under names that begin with `phase`.
 * @throws {ActionError} when the push fails, or its version can't be established.
 */
async function publishVersion(plan, ready, destination, { watch, phase }, runtime) {
    const image = imageOf(destination.name, runtime);
    const confirmation = {
        ...destination,
        registry: ready.registry.session,
        signal: runtime.signal,
    };
    const look = new EarlyLook(confirmation, destination.isMeasured);
    const observed = { ...ready, onDigest: (digest) => look.begin(digest) };
    const pushed = await watch.time(`${phase}push`, () => pushWithAttempts(image, plan, observed, confirmation, runtime));
    const [digest] = pushed.digests;
    const named = look.size(digest);
    const version = await watch.time(`${phase}confirm`, async () => confirmVersion(pushed, {
        ...confirmation,
        found: await look.version(digest),
        patience: PATIENCE_SECONDS,
    }));
    const size = named.then((parts) => parts ?? look.size(version.digest));
    return { version, image, size: destination.isMeasured ? told(size, image, runtime) : size };
}
/** Says when the size can't be read: image-size, and whatever goes by it, is missing then. */
async function told(size, image, { signal }) {
    const parts = await size;
    if (parts === undefined && !signal.aborted)
        core/* warning */.$e(`The size of ${image} is not known: the registry does not show its manifest.`);
    return parts;
}
/** Name of a model's image on the registry: `r8.im/acme/hotdog`. */
function imageOf(name, { context }) {
    return `${context.registryHost}/${(0,model_name/* fullName */.fq)(name)}`;
}


/***/ }),

/***/ 15060:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  v: () => (/* binding */ runCogStep)
});

// EXTERNAL MODULE: external "node:path"
var external_node_path_ = __webpack_require__(76760);
// EXTERNAL MODULE: ./node_modules/@actions/core/lib/core.js + 8 modules
var core = __webpack_require__(46058);
// EXTERNAL MODULE: ./src/cog/args.ts
var cog_args = __webpack_require__(33722);
;// CONCATENATED MODULE: ./src/cog/environment.ts
/** Variables that hold tokens, or what only this step is meant to read. */
const PRIVATE = /^(INPUT_|STATE_|ACTIONS_|REPLICATE_(API|CLI_AUTH)_TOKEN$|GITHUB_(TOKEN|OUTPUT|STATE|ENV|PATH|STEP_SUMMARY)$|GH_TOKEN$)/i;
/**
 * The environment that Cog runs in: the user's own, without tokens, and with what Cog reads set on
 * purpose. Cog labels the image with GITHUB_SHA and GITHUB_REF_NAME and takes the latter for a tag
 * whatever it is (pkg/image/build.go); when it is unset, Cog asks git.
 */
function cogEnvironment(surroundings) {
    const { bundle, commit, tag } = surroundings;
    const isSecret = (value) => surroundings.secrets.includes(value) ||
        surroundings.tokens.some((token) => value.includes(token));
    const inherited = Object.entries(surroundings.environment).flatMap(([name, value]) => value === undefined || PRIVATE.test(name) || /^COG_MODEL/.test(name) || isSecret(value)
        ? []
        : [[name, value]]);
    const { GITHUB_SHA: _sha, GITHUB_REF_NAME: _name, ...rest } = Object.fromEntries(inherited);
    return {
        ...rest,
        DOCKER_CONFIG: surroundings.dockerConfigDirectory,
        // The docker program looks for its certificates beside its configuration, Cog only where this says
        // (Docker's Go SDK, client.WithTLSClientConfigFromEnv).
        ...(rest["DOCKER_TLS_VERIFY"] && {
            DOCKER_CERT_PATH: rest["DOCKER_CERT_PATH"] || surroundings.dockerConfigDirectory,
        }),
        COG_REGISTRY_HOST: surroundings.registryHost,
        COG_NO_UPDATE_CHECK: "1",
        NO_COLOR: "1",
        BUILDKIT_PROGRESS: "plain",
        // Up to 0.15.8 Cog builds with `docker buildx`, and fails with the docker-container driver that
        // docker/setup-buildx-action selects (replicate/cog issues 1631, 1654).
        BUILDX_BUILDER: "default",
        ...(bundle !== undefined && { COG_MODEL: bundle }),
        ...(commit !== undefined && { GITHUB_SHA: commit }),
        ...(tag !== undefined && { GITHUB_REF_NAME: tag }),
    };
}

// EXTERNAL MODULE: external "node:child_process"
var external_node_child_process_ = __webpack_require__(31421);
// EXTERNAL MODULE: external "node:events"
var external_node_events_ = __webpack_require__(78474);
// EXTERNAL MODULE: external "node:timers/promises"
var promises_ = __webpack_require__(58500);
// EXTERNAL MODULE: external "node:v8"
var external_node_v8_ = __webpack_require__(78877);
// EXTERNAL MODULE: ./src/lib/errors.ts
var errors = __webpack_require__(97268);
// EXTERNAL MODULE: ./src/lib/log.ts
var log = __webpack_require__(61025);
;// CONCATENATED MODULE: ./src/cog/stop.ts

/** Time for processes to end by themselves: the runner kills us 10 s after it cancels a step. */
const GRACE_SECONDS = 4;
const INTERVAL_SECONDS = 0.05;
/**
 * Asks processes to end, and when the time of grace is over makes them.
 * @param send sends them a signal, or nothing when it is 0.
 * @returns false when there were none; `send` returns so when none is left.
 */
async function stopProcesses(send) {
    const deadline = Date.now() + GRACE_SECONDS * 1000;
    const wereThere = await send("SIGTERM");
    let areThere = wereThere;
    while (areThere && Date.now() < deadline) {
        await (0,promises_.setTimeout)(INTERVAL_SECONDS * 1000);
        areThere = await send(0);
    }
    if (areThere)
        await send("SIGKILL");
    return wereThere;
}
/**
 * Sends a signal to one process, or by a negative number to a whole group.
 * @returns false when nothing of it is left, or nothing that this user may stop.
 */
function signalProcess(pid, signal) {
    try {
        return process.kill(pid, signal);
    }
    catch (error) {
        const code = error instanceof Error && "code" in error ? error.code : undefined;
        if (code === "ESRCH" || code === "EPERM")
            return false;
        throw error;
    }
}

;// CONCATENATED MODULE: ./src/cog/whole-lines.ts
/** A line without an end is passed on in pieces of this size. */
const MAX_LINE_BYTES = 64 * 1024;
/**
 * Passes a stream on in whole lines, so that two streams never mix within one. Holds back at most one
 * line, and reads no further while the log can't keep up.
 * @param pass is given one line or more; a line that is too long, in pieces.
 */
async function passLines(stream, pass) {
    let held = Buffer.alloc(0);
    let isMidLine = false;
    for await (const chunk of stream) {
        const bytes = held.length === 0 ? chunk : Buffer.concat([held, chunk]);
        const end = bytes.lastIndexOf("\n") + 1;
        const cut = end === 0 && bytes.length > MAX_LINE_BYTES ? bytes.length : end;
        if (cut > 0) {
            await pass(bytes.subarray(0, cut));
            isMidLine = end === 0;
        }
        held = bytes.subarray(cut);
    }
    if (held.length > 0 || isMidLine)
        await pass(Buffer.concat([held, Buffer.from("\n")]));
}

;// CONCATENATED MODULE: ./src/cog/exec.ts








const NEWLINE = 10;
/**
 * Runs Cog in a process group of its own, with nothing on its standard input, and relays its output.
 * The output is untrusted: the runner takes no workflow commands from it.
 * @throws {ActionError} when Cog can't be started; the signal's reason when it was aborted.
 */
async function runCog(command) {
    command.signal.throwIfAborted();
    // The young generation does not grow with a gigabyte of output, whose pieces die at once (118 MB at the
    // most in place of 150 MB, and not slower).
    (0,external_node_v8_.setFlagsFromString)("--semi-space-growth-factor=1");
    const child = start(command);
    let stopping;
    const stop = () => {
        stopping ??= stopGroup(child);
    };
    command.signal.addEventListener("abort", stop, { once: true });
    let isMidLine = false;
    const pass = async (bytes) => {
        command.onLines(bytes);
        isMidLine = bytes.at(-1) !== NEWLINE;
        if (!command.log.write(bytes))
            await (0,external_node_events_.once)(command.log, "drain");
    };
    const resumeCommands = (0,log/* stopCommands */.FN)(command.log);
    try {
        const relays = Promise.allSettled([
            passLines(child.stdout, pass),
            passLines(child.stderr, pass),
        ]);
        const exit = await exitOf(child, command.cog);
        // What Cog started has nobody to work for any more, whichever way Cog ended.
        stop();
        await stopping;
        // Whatever has left the group can hold the pipes open all the same.
        await Promise.race([relays, (0,promises_.setTimeout)(GRACE_SECONDS * 1000, undefined, { ref: false })]);
        command.signal.throwIfAborted();
        return exit;
    }
    finally {
        command.signal.removeEventListener("abort", stop);
        child.stdout.destroy();
        child.stderr.destroy();
        // A line that a grandchild was still writing when Cog had ended.
        if (isMidLine)
            command.log.write("\n");
        resumeCommands();
    }
}
function start({ cog, args, directory, environment }) {
    try {
        return (0,external_node_child_process_.spawn)(cog, args, {
            cwd: directory,
            env: environment,
            stdio: ["ignore", "pipe", "pipe"],
            detached: true,
        });
    }
    catch (cause) {
        // Some faults are thrown at once, such as arguments that are too long together.
        throw notStarted(cog, cause);
    }
}
async function exitOf(child, cog) {
    const { promise, resolve, reject } = Promise.withResolvers();
    child.once("error", reject);
    child.once("exit", (code, signal) => resolve(code ?? signal ?? 1));
    return promise.catch((cause) => {
        throw notStarted(cog, cause);
    });
}
function notStarted(cog, cause) {
    return new errors/* ActionError */.lZ({
        what: `Cog can't be started from ${cog} (${(0,errors/* messageOf */.bD)(cause)}).`,
        remedy: "Since 0.17 Cog is linked against glibc: a job in an Alpine container can't run it. Otherwise remove the tool cache's entry and run the job again.",
    }, { cause });
}
/** Ends Cog's whole process group. */
async function stopGroup({ pid }) {
    return pid !== undefined && stopProcesses((signal) => signalProcess(-pid, signal));
}

// EXTERNAL MODULE: external "node:util"
var external_node_util_ = __webpack_require__(57975);
;// CONCATENATED MODULE: ./src/cog/recent.ts
/** Bytes up to which pieces are put together, so that single lines are not kept one by one. */
const SHORT = 4096;
/**
 * The end of an output that streams by, bounded, whatever the size of its pieces. Kept as bytes: a gigabyte
 * that is made into strings costs more memory than all that is kept of it.
 */
class Recent {
    #limit;
    #pieces = [];
    #length = 0;
    /** @param limit bytes. */
    constructor(limit) {
        this.#limit = limit;
    }
    add(piece) {
        const last = this.#pieces.at(-1);
        if (last !== undefined && last.length + piece.length < SHORT)
            this.#pieces[this.#pieces.length - 1] = Buffer.concat([last, piece]);
        else
            this.#pieces.push(piece);
        this.#length += piece.length;
        for (let [first] = this.#pieces; first !== undefined; [first] = this.#pieces) {
            if (this.#length - first.length < this.#limit)
                return;
            this.#pieces.shift();
            this.#length -= first.length;
        }
    }
    /** The last lines, of at most the limit together. */
    text() {
        return lastLines(Buffer.concat(this.#pieces).toString("utf8"), this.#limit);
    }
}
/** The end of a text, without the rest of a line that is cut: half a secret is masked by nobody. */
function lastLines(text, limit) {
    if (text.length <= limit)
        return text;
    const end = text.slice(-limit);
    return end.slice(end.indexOf("\n") + 1);
}

;// CONCATENATED MODULE: ./src/cog/output.ts


/** `Pushing to r8.im/acme/hotdog...` since 0.20, `Pushing image r8.im/acme/hotdog...` and, up to 0.16, in quotes. */
const ANNOUNCEMENT = /^Pushing (?:to|image) '?(?<image>[^\s']{1,400}?)(?::[\w][\w.-]{0,127})?'?\.\.\.\s*$/;
/** Cog 0.20 and newer, of a bundle: `Pushing to r8.im/acme/flux:20260512T153042Z...` */
const PUSHING = /^Pushing to (?<image>\S+):(?<tag>[\w][\w.-]{0,127}?)\.\.\.\s*$/;
const DIGEST = "sha256:(?<hex>[0-9a-f]{64})";
/** Status symbols that Cog puts before its lines on a terminal, and up to 0.16 on any stream. */
const PREFIX = "(?:\\s*[⚙✔⚠✗ⅹ]\\s+)?";
const PATTERNS = [
    // Docker's own line at the end of a push: `latest: digest: sha256:… size: 4321`
    ["daemon", new RegExp(`^${PREFIX}[\\w][\\w.-]{0,127}: digest: ${DIGEST} size: \\d+\\s*$`)],
    // Cog 0.20 and newer: `  image  r8.im/acme/hotdog@sha256:…`, and the tree of a bundle
    ["model", new RegExp(`^\\s+model\\s+(?<image>\\S+)@${DIGEST}\\s*$`)],
    ["image", new RegExp(`^\\s+(?:[├└]─\\s+)?image\\s+(?<image>\\S+)@${DIGEST}\\s*$`)],
    // Fast push, 0.14.9 to 0.16.12: `New Version: <id>`
    ["version", new RegExp(`^${PREFIX}New Version:\\s*(?<hex>[0-9a-f]{64})\\s*$`)],
];
/** Every line that matters holds one of these: cheap to look for in a gigabyte of build output. */
const HINTS = ["sha256:", "New Version:", "Pushing to ", "Pushing image "];
/** How Docker tells of a layer that is on its way: a line for each state and, before another attempt, each second. */
const LAYER_STATE = /^[0-9a-f]{12}: (?:Preparing|Waiting|Pushing .*|Pushed|Layer already exists|Mounted from \S+|Retrying in \d+ seconds?)\s*$/;
/** Bytes: BuildKit repeats the output of the step that failed, and others may have gone on meanwhile. */
const SAID_LENGTH = 256 * 1024;
const TAIL_LINES = 40;
/** Characters. */
const TAIL_LENGTH = 16 * 1024;
/**
 * Reads the output of `cog push`, of every release from 0.9.18 to 0.23, as it streams by. Keeps what it
 * found and a bounded tail, whatever the output's size.
 *
 * In a plain push Docker's line wins over Cog's own: Cog asks the registry for the tag after the push
 * (pkg/model/resolver.go), and another run may have moved it by then. Of a bundle nobody says whether
 * Replicate takes the index's digest or the image's as the version's id, so both are kept, the index first.
 */
class PushOutput {
    #image;
    #onDigest;
    #found = new Map();
    #said = new Recent(SAID_LENGTH);
    #tag;
    #isPushing = false;
    /**
     * @param image name of the image that is pushed, as Cog prints it: `r8.im/acme/hotdog`.
     * @param onDigest is told the digest of a plain push when Docker names it, which Cog may not be done with.
     */
    constructor(image, onDigest = () => undefined) {
        this.#image = image;
        this.#onDigest = onDigest;
    }
    /** Takes whole lines of one stream, as many as there are. */
    read(lines) {
        this.#said.add(lines);
        if (!HINTS.some((hint) => lines.includes(hint)))
            return;
        for (const line of (0,external_node_util_.stripVTControlCharacters)(lines.toString("utf8")).split(/[\r\n]+/))
            this.#match(line);
    }
    report() {
        const digests = ["version", "model", "daemon", "image"]
            .map((kind) => this.#found.get(kind))
            .filter((digest) => digest !== undefined);
        const isBundle = this.#found.has("model");
        const said = linesOf(this.#said.text());
        const announced = said.findLastIndex((line) => this.#announces(line));
        return {
            tag: this.#tag,
            digests: isBundle ? [...new Set(digests)] : digests.slice(0, 1),
            isPushing: this.#isPushing,
            said: said.slice(announced + 1),
            tail: tailOf(said),
        };
    }
    #announces(line) {
        return ANNOUNCEMENT.exec(line)?.groups?.["image"] === this.#image;
    }
    #match(line) {
        if (this.#announces(line))
            this.#isPushing = true;
        const pushing = PUSHING.exec(line)?.groups;
        if (pushing?.["image"] === this.#image)
            this.#tag = pushing["tag"];
        for (const [kind, pattern] of PATTERNS) {
            const { hex, image } = pattern.exec(line)?.groups ?? {};
            if (hex === undefined || (image !== undefined && image !== this.#image))
                continue;
            this.#found.set(kind, `sha256:${hex}`);
            if (kind === "daemon" && this.#tag === undefined)
                this.#onDigest(`sha256:${hex}`);
        }
    }
}
/** Lines without colours and overwritten progress, without the empty ones and without the states of layers. */
function linesOf(text) {
    return (0,external_node_util_.stripVTControlCharacters)(text)
        .split(/[\r\n]+/)
        .filter((line) => line.trim() !== "" && !LAYER_STATE.test(line));
}
function tailOf(lines) {
    const text = lines.slice(-TAIL_LINES).join("\n");
    return text === "" ? [] : lastLines(text, TAIL_LENGTH).split("\n");
}

;// CONCATENATED MODULE: ./src/known-failures/disk.ts
/**
 * The words for a full disk: Go's, and so those of Docker, BuildKit and containerd, tar's and pip's are the
 * kernel's own; Node has the code before them, Python the number, and apt its own sentence.
 */
const OUT_OF_SPACE = /no space left on device|\bENOSPC\b|\[Errno 28\]|You don't have enough free space in|disk quota exceeded/i;
/** A full disk. Which one, and what to do about it, is known where the disk is watched. */
const NO_SPACE = {
    id: "no-space",
    pattern: OUT_OF_SPACE,
    cause: "The runner's disk is full: the image, or what building it takes, needs more room.",
    remedy: "Set free-disk to true, which removes large toolchains from the runner first, or run the job on a larger runner. A smaller image helps too: weights that are downloaded in setup() are not in it.",
    source: "replicate/setup-cog README; actions/runner-images issues 2840, 9344; docker/build-push-action issue 968",
};
const DISK = [NO_SPACE];

// EXTERNAL MODULE: ./src/disk/full.ts
var full = __webpack_require__(53540);
// EXTERNAL MODULE: ./src/disk/volume.ts
var disk_volume = __webpack_require__(82227);
// EXTERNAL MODULE: ./src/disk/measure.ts + 1 modules
var measure = __webpack_require__(56525);
;// CONCATENATED MODULE: ./src/disk/watch.ts


/** Seconds between two looks. */
const INTERVAL = 2;
/** Looks at volumes while something writes to them. */
class SpaceWatch {
    #places;
    #onNearlyFull;
    #timer;
    #least = new Map();
    #told = new Set();
    #isLooking = false;
    /** @param onNearlyFull is told of each volume once, the first time that it is nearly full. */
    constructor(places, onNearlyFull) {
        this.#places = places;
        this.#onNearlyFull = onNearlyFull;
        this.#timer = setInterval(() => void this.#lookOnce(), INTERVAL * 1000).unref();
    }
    /**
     * Ends the watch with a last look.
     * @returns each volume as it was with the least space.
     */
    async end() {
        clearInterval(this.#timer);
        await this.#look();
        return [...this.#least.values()];
    }
    /** A disk that is slow to answer is not asked again meanwhile. */
    async #lookOnce() {
        if (this.#isLooking)
            return;
        this.#isLooking = true;
        await this.#look();
        this.#isLooking = false;
    }
    async #look() {
        for (const volume of await (0,measure/* measure */.x)(this.#places)) {
            const { device, free } = volume;
            if (free < (this.#least.get(device)?.free ?? Number.POSITIVE_INFINITY))
                this.#least.set(device, volume);
            if (!(0,disk_volume/* isNearlyFull */.z)(volume) || this.#told.has(device))
                continue;
            this.#told.add(device);
            this.#onNearlyFull(volume);
        }
    }
}

;// CONCATENATED MODULE: ./src/disk/watch-space.ts






/** The disk while Cog runs. */
class WatchedSpace {
    #space;
    #situation;
    #watch;
    #least = [];
    constructor(space, situation) {
        this.#space = space;
        this.#situation = situation;
        this.#watch = new SpaceWatch(space.places, tellNearlyFull);
    }
    /** Looks a last time, when Cog has ended. */
    async end() {
        this.#least = await this.#watch.end();
    }
    /** What is known of a full disk, when that is what ended Cog; undefined when it is anything else. */
    explain(command, explanation) {
        const line = explanation?.lines.at(-1);
        if (line === undefined || explanation?.failure !== NO_SPACE)
            return undefined;
        return (0,full/* noSpaceProblem */.V$)(command, line, this.#least, this.#space, this.#situation);
    }
    /** Warns of a disk that was nearly full, although all went well: the next build may be larger. */
    warn() {
        for (const volume of this.#least.filter(disk_volume/* isNearlyFull */.z))
            core/* warning */.$e(`${nearlyFull(volume)} ${(0,full/* spaceRemedy */.Z_)(this.#situation)}`);
    }
}
/** A line of the log, at once. It is no annotation: while Cog runs the runner takes no commands (runCog). */
function tellNearlyFull(volume) {
    (0,log/* say */.cv)(`\u001b[33m${nearlyFull(volume)}\u001b[0m`);
}
function nearlyFull(volume) {
    return `The disk is about to be full: ${(0,full/* describeVolume */.yH)(volume)}.`;
}

;// CONCATENATED MODULE: ./src/known-failures/build.ts
/** What BuildKit says, and the programs that run in the steps of a build. */
const BUILD = [
    {
        id: "insufficient-scope",
        pattern: /insufficient_scope/,
        cause: "The build was refused an image that it starts from: it is private or does not exist. Up to Cog 0.15.8, in a docker-container builder, it is the very image that was just built, looked for on Docker Hub. No token is at fault.",
        remedy: "Check FROM in dockerfile; with an old cog-version, give docker/setup-buildx-action driver: docker, or remove it.",
        source: "replicate/cog issues 1631, 1654, 1718; replicate/setup-cog pull request 39",
    },
    {
        id: "pull-rate-limit",
        pattern: /toomanyrequests|429 Too Many Requests/,
        cause: "A registry that base images come from, mostly Docker Hub, has had too many pulls from this address.",
        remedy: "Run the job again later, or use a self-hosted runner with its own address. Cog pulls without logging in, so docker/login-action does not help.",
        source: "docker/hub-feedback issue 2429; replicate/cog pkg/docker/buildkit.go",
    },
    {
        id: "out-of-memory",
        pattern: /exit code: 137\b|exit status 137\b|signal: killed|cannot allocate memory/i,
        cause: "A command of the build was killed, most likely because the runner ran out of memory.",
        remedy: "Run the job on a larger runner, or compile less at once (MAX_JOBS=2).",
        source: "rr-/szurubooru issue 518; ethereum-optimism/optimism issue 2191",
    },
    {
        id: "python-package-missing",
        pattern: /ERROR: (?:No matching distribution found for|Could not find a version that satisfies)/,
        cause: "pip finds no such package, or no such version of it, for the image's Python.",
        remedy: "Check its name and version in python_requirements (or python_packages) against python_version in cog.yaml.",
        source: "pypa/pip documentation, pip install",
    },
    {
        id: "python-packages-conflict",
        pattern: /ResolutionImpossible|these package versions have conflicting dependencies/,
        cause: "The Python packages want versions of each other that exclude one another.",
        remedy: "Loosen the versions in python_requirements; the summary has pip's account of them.",
        source: "pypa/pip documentation, dependency resolution",
    },
    {
        id: "python-module-missing",
        pattern: /ModuleNotFoundError: No module named '/,
        cause: "A Python program of the build imports a package that is not there, or not yet.",
        remedy: "Add it to python_requirements. What needs it while it is built itself, as flash-attn needs torch, goes into build.run in cog.yaml: pip install --no-build-isolation.",
        source: "Dao-AILab/flash-attention issues 1421, 1920",
    },
    {
        id: "python-package-build",
        pattern: /ERROR: (?:Could not build wheels|Failed building wheel|Failed to build )|metadata-generation-failed/,
        cause: "A Python package has no ready wheel for this Python, and building it failed.",
        remedy: "Choose a version that has wheels for python_version, or add its compilers to system_packages in cog.yaml.",
        source: "pypa/pip documentation, pip wheel",
    },
    {
        id: "python-requirements-missing",
        pattern: /Could not open requirements file|Failed to open python_requirements file/,
        cause: "The file in python_requirements is not there.",
        remedy: "Give its path from cog.yaml, and check that it is committed and not in .dockerignore.",
        source: "pypa/pip documentation; replicate/cog pkg/config at 0.16.12",
    },
    {
        id: "gated-weights",
        pattern: /GatedRepoError|Cannot access gated repo|401 Client Error|Invalid user token/,
        cause: "The build downloads something that needs a token, and has none: Cog passes no variables on.",
        remedy: "Give the token as a build secret (secrets, secret-envs), and read it in build.run with a secret mount.",
        source: "replicate/cog docs/yaml.md, build.run; issue 314",
    },
    {
        id: "secret-missing",
        pattern: /\bsecret [\w.-]{1,80}:? not found/,
        cause: "A step of the build mounts a secret that was not given.",
        remedy: "Add it, under the same id, to secrets, secret-envs or secret-files.",
        source: "moby/buildkit, session/secrets",
    },
    {
        id: "system-package",
        pattern: /E: (?:Unable to locate package|Failed to fetch|Package '|Unable to fetch some archives)/,
        cause: "apt could not install a package of system_packages, or of build.run.",
        remedy: "Check its name for the base image's distribution, and set no-cache to true once: the cached package lists may be old.",
        source: "Debian apt; jlumbroso/free-disk-space issue 4",
    },
    {
        id: "file-not-in-context",
        pattern: /failed to calculate checksum of ref|failed to compute cache key: .{0,400}not found|not found in build context/,
        cause: "A file that the build copies is not among the project's files.",
        remedy: "Check that it is committed, below working-directory, and not excluded by .dockerignore.",
        source: "moby/buildkit, cache/contenthash",
    },
    {
        id: "dockerfile-syntax",
        pattern: /dockerfile parse error|unknown instruction:/i,
        cause: "The Dockerfile has a line that Docker does not understand.",
        remedy: "Mend the file in dockerfile; without it, the commands under build.run in cog.yaml.",
        source: "moby/buildkit, frontend/dockerfile/parser",
    },
    {
        id: "build-network",
        pattern: /Temporary failure in name resolution|Could not resolve host|connection reset by peer|ConnectionResetError|TLS handshake timeout|i\/o timeout|Read timed out|no such host|connection refused|unexpected EOF|50[0-4] (?:Internal Server Error|Bad Gateway|Service Unavailable|Gateway Time-?out)/i,
        cause: "A download in the build failed. Builds are not tried again by this action.",
        remedy: "Run the job again; if it fails at the same address, check that address.",
        source: "replicate/cog issue 1977",
    },
    {
        id: "base-image",
        pattern: /failed to resolve source metadata for|failed to load cache key|pull access denied|manifest unknown|no match for platform/,
        cause: "An image that the build starts from can't be pulled.",
        remedy: "Set use-cog-base-image to false (or true) to start from another one, or check FROM in dockerfile: Cog pulls without logging in, except from r8.im.",
        source: "replicate/cog issues 1977, 1162; replicate/cog-comfyui issue 175",
    },
    {
        id: "step-failed",
        pattern: /did not complete successfully: exit code: \d|executor failed running/,
        cause: "A command of the build failed.",
        remedy: "The command and its last words are in the summary: look for it under build.run, python_requirements or system_packages in cog.yaml, or in dockerfile.",
        source: "moby/buildkit, solver/llbsolver/ops/exec.go",
    },
    // A warning, which alone ends no build: anything else tells more.
    {
        id: "docker-container-driver",
        pattern: /No output specified (?:with|for) docker-container driver/,
        cause: "The build ran in a docker-container builder, which does not hand its image to Docker.",
        remedy: "Give docker/setup-buildx-action driver: docker, or remove it; a cog-version of 0.15.9 or newer does not use it.",
        source: "replicate/cog issues 1631, 1026, 1105, 300; replicate/setup-cog pull requests 36, 39",
    },
];

;// CONCATENATED MODULE: ./src/known-failures/cog.ts
/** What Cog says of itself, of its tokens and of the model, in releases from 0.9 to 0.23. */
const COG = [
    {
        id: "api-token-as-cli-token",
        pattern: /that looks like a Replicate API token, not a CLI auth token/i,
        cause: "cli-auth-token holds an API token, which `cog login` refuses.",
        remedy: "Give the API token as api-token, and as cli-auth-token nothing, or the token from https://replicate.com/auth/token.",
        source: "replicate/cog pull request 1978; pkg/provider/replicate/replicate.go",
    },
    {
        id: "cli-token-refused",
        pattern: /\b(?:failed to verify token|user does not exist$|token is empty$)/i,
        cause: "Replicate does not know the token in cli-auth-token.",
        remedy: "Take a fresh one from https://replicate.com/auth/token.",
        source: "replicate/cog pkg/provider/replicate/replicate.go, verifyToken",
    },
    {
        id: "token-from-stdin",
        pattern: /failed to read token from stdin/i,
        cause: "Cog 0.17 and newer can't read a token from this kind of standard input.",
        remedy: "Give the token as cli-auth-token: this action logs in by itself.",
        source: "replicate/cog pkg/provider/replicate/replicate.go, readTokenFromStdin",
    },
    {
        id: "model-missing",
        pattern: /Unable to find (?:existing Replicate|Replicate existing) model for/,
        cause: "The registry shows no such model: it does not exist, or it belongs to somebody else than the tokens do.",
        remedy: "Check the owner and the name in model, and that api-token and cli-auth-token belong to that owner. With api-token and hardware the model is created before the push.",
        source: "replicate/cog issues 1519, 1549, 1272, 1221; pkg/provider/replicate/replicate.go",
    },
    {
        id: "no-image-name",
        pattern: /To push images, you must either set the 'image' option/,
        cause: "Cog was given no name to push to.",
        remedy: "Set model to owner/name, or image in cog.yaml to r8.im/owner/name.",
        source: "replicate/cog pkg/cli/push.go",
    },
    {
        id: "model-and-image",
        pattern: /'model' and 'image' cannot both be set/,
        cause: "cog.yaml sets both model and image.",
        remedy: "Keep one of them: model for a bundle with managed weights (Cog 0.20), else image.",
        source: "replicate/cog pkg/config/validate.go",
    },
    {
        id: "positional-image",
        pattern: /positional image argument not supported with 'model' config/,
        cause: "cog.yaml sets model, and Cog takes no image name beside it.",
        remedy: "Check that config-file names the very cog.yaml that is pushed: this action gives a name only when it sets no model.",
        source: "replicate/cog pkg/cli/push.go, validatePushArgs",
    },
    {
        id: "image-and-environment",
        pattern: /'image' in cog\.yaml cannot be combined with COG_MODEL/,
        cause: "cog.yaml sets image, and a COG_MODEL variable is set too.",
        remedy: "Remove the COG_MODEL variables from env, and name the model in the input model.",
        source: "replicate/cog pkg/model/resolve.go, ErrImageModelEnvConflict",
    },
    {
        id: "reserved-tag",
        pattern: /"cog-" is a reserved prefix/,
        cause: "COG_MODEL_TAG begins with cog-, which Cog keeps for itself.",
        remedy: "Choose another tag, or none: Cog makes one from the time.",
        source: "replicate/cog pkg/model/resolve.go",
    },
    {
        id: "model-not-bare",
        pattern: /must be a bare (?:repository|host)/,
        cause: "The model in cog.yaml, or in a COG_MODEL variable, has a tag, a digest or a host too many.",
        remedy: "Write it as r8.im/owner/name, without a tag.",
        source: "replicate/cog pkg/config/validate.go, pkg/model/resolve.go",
    },
    {
        id: "digest-reference",
        pattern: /refusing to create a tag with a digest reference/,
        cause: "The image is named by a digest, and a push needs a name.",
        remedy: "Write model, and image in cog.yaml, as owner/name without @sha256.",
        source: "seen with Cog 0.22 and COG_MODEL=…@sha256:…",
    },
    {
        id: "weights-not-imported",
        pattern: /run 'cog weights import'|weights\.lock is out of sync|declares weights but no repository was resolved/i,
        cause: "The weights that cog.yaml names are not in the registry, or their lock file does not fit.",
        remedy: "Run `cog weights import` where the weights are, commit weights.lock, and run this job again.",
        source: "replicate/cog pkg/weights (check_drift.go), pkg/model (pusher.go)",
    },
    {
        id: "unknown-flag",
        pattern: /unknown flag: --(?!(?:cache-to|provenance|load)\b)|unknown shorthand flag:/,
        cause: "This release of Cog does not know one of the options that the inputs ask for.",
        remedy: "Raise cog-version (config-file needs 0.14.8), or remove the input that its message names.",
        source: "replicate/cog pkg/cli at its tags; seen with Cog 0.14.7 and -f",
    },
    {
        id: "exclusive-flags",
        pattern: /are mutually exclusive: you can only set one of them/,
        cause: "use-cog-base-image, use-cuda-base-image and dockerfile exclude each other.",
        remedy: "Set one of the three.",
        source: "replicate/cog pkg/cli/build.go, checkMutuallyExclusiveFlags",
    },
    {
        id: "not-a-cog-image",
        pattern: /This image doesn't look like it was built with Cog|does not appear to be a Cog model|image is not a Cog model/,
        cause: "Cog does not find its labels on the image that it has built: a docker-container builder, or provenance attestations, came between.",
        remedy: "Remove docker/setup-buildx-action from the job, or give it driver: docker; a newer cog-version (0.15.9) does not build through buildx at all.",
        source: "replicate/cog issues 1654, 1723, pull request 2265",
    },
    {
        id: "two-pushes-in-one-directory",
        pattern: /\.cog\/build\/Dockerfile: no such file or directory/,
        cause: "Another Cog works in the same working-directory, and has removed this one's files.",
        remedy: "Let one push end before the next begins in a directory, or check out twice.",
        source: "seen with two pushes of Cog 0.22 at once",
    },
    {
        id: "bundled-schema",
        pattern: /failed to store bundled schema file/i,
        cause: "Up to 0.16.12 Cog needs the directory .cog in the project when dockerfile is set.",
        remedy: "Make the directory before this step (mkdir -p .cog), or raise cog-version.",
        source: "seen with Cog 0.9 to 0.16.12 and --dockerfile",
    },
    {
        id: "glibc",
        pattern: /version `GLIBC_[\d.]{1,8}' not found/,
        cause: "This Cog needs a newer C library than the machine has: it is not static since 0.17.",
        remedy: "Run the job on ubuntu-latest, outside of old containers, or set cog-version to 0.16.12.",
        source: "replicate/cog .goreleaser.yaml at 0.17",
    },
];

;// CONCATENATED MODULE: ./src/known-failures/docker.ts
/** What Docker's daemon, its CLI and its credential helpers say, in a build and in a push. */
const DOCKER = [
    {
        id: "docker-permission",
        pattern: /permission denied while trying to connect to the docker/i,
        cause: "The runner's user may not use the Docker daemon.",
        remedy: "Add the user to the group docker on the self-hosted runner. Never run Cog with sudo.",
        source: "docker/docs, Linux post-installation steps; replicate/cog issue 559",
    },
    {
        id: "docker-down",
        pattern: /Cannot connect to the Docker daemon|error pinging docker daemon|Is the docker daemon running\?/,
        cause: "No Docker daemon answers Cog.",
        remedy: "Run the job on a Linux runner with Docker (runs-on: ubuntu-latest), start its daemon, or point DOCKER_HOST at one.",
        source: "replicate/cog pkg/docker/docker.go; seen with Cog 0.9 to 0.22",
    },
    {
        id: "docker-gone",
        pattern: /failed to receive status: rpc error: code = Unavailable|error reading from server: EOF/,
        cause: "The Docker daemon ended during the build: it crashed, was restarted, or the machine ran out of memory.",
        remedy: "Run the job on a larger runner; on one of your own, look at the daemon's log (journalctl --unit docker).",
        source: "seen with Cog 0.16.12 on Docker 20.10 and Cog 0.22 on Docker 28.5, their daemons killed",
    },
    {
        id: "docker-api-version",
        pattern: /client version [\d.]{1,8} is too (?:new|old)/,
        cause: "Cog and the Docker daemon speak no common version of Docker's API.",
        remedy: "Update Docker on the runner, or set DOCKER_API_VERSION to what the message names.",
        source: "seen with Cog 0.22 and DOCKER_API_VERSION",
    },
    {
        id: "docker-cli-missing",
        pattern: /exec: "docker": executable file not found/,
        cause: "Up to 0.15.8 Cog runs the docker program, and the runner has none.",
        remedy: "Install Docker's CLI with buildx, or set cog-version to 0.15.9 or newer.",
        source: "replicate/cog pkg/docker; seen with Cog 0.9 to 0.14",
    },
    {
        id: "buildx-missing",
        pattern: /unknown flag: --(?:cache-to|provenance|load)\b|buildx component is missing|'buildx' is not a docker command/,
        cause: "Up to 0.15.8 Cog builds through docker buildx, and the runner has none.",
        remedy: "Install the docker-buildx plugin for all users, or set cog-version to 0.15.9 or newer.",
        source: "replicate/cog README, pkg/docker/docker_command.go; seen with Cog 0.14.12",
    },
    {
        id: "docker-too-old",
        pattern: /library\/cog_build\b/,
        cause: "Docker is too old for this Cog: it takes a named build context for an image.",
        remedy: "Update Docker to 23 or newer, or set cog-version to 0.19.3.",
        source: "seen with Cog 0.22 on Docker 20.10.24; replicate/cog pkg/image/build.go",
    },
    {
        id: "credential-helper",
        pattern: /docker-credential-[\w-]{1,60}|error getting credentials/,
        cause: "A credential helper that the Docker configuration names fails.",
        remedy: "Remove credsStore and credHelpers from the runner's ~/.docker/config.json, or install the helper. r8.im needs none here.",
        source: "replicate/cog issues 842, 188; replicate/cog-comfyui issue 175",
    },
    {
        id: "exec-format",
        pattern: /exec format error/,
        cause: "Something in the image is for another processor: Replicate runs linux/amd64.",
        remedy: "Use an x64 runner, or set up QEMU on the arm64 one, and base images for linux/amd64.",
        source: "replicate/cog issue 788, pull request 2827",
    },
    {
        id: "reference-format",
        pattern: /invalid reference format/,
        cause: "The name of the image is none that Docker takes.",
        remedy: "Write model, and image in cog.yaml, in lower case: owner/name.",
        source: "seen with Cog 0.22 and an upper-case name",
    },
    {
        id: "image-gone",
        pattern: /tag does not exist|An image does not exist locally with the tag/,
        cause: "The image that was built is not there any more when it is to be pushed.",
        remedy: "Check that nothing else on the runner prunes images, and that DOCKER_HOST is the same for build and push.",
        source: "replicate/cog pkg/docker/errors.go, isTagNotFoundError",
    },
    {
        id: "certificate",
        pattern: /x509: certificate/,
        cause: "A certificate is not trusted: mostly a proxy between the runner and the internet.",
        remedy: "Install the proxy's certificate on the runner and for its Docker daemon; COG_CA_CERT brings it into the build (cog-version 0.16.10).",
        source: "replicate/cog docs/environment.md, COG_CA_CERT",
    },
];

;// CONCATENATED MODULE: ./src/known-failures/project.ts
/** What Cog says of cog.yaml and of the files that it names. */
const PROJECT = [
    {
        id: "config-not-found",
        pattern: /\(or in any parent directories\)|Are you in the right directory\?/,
        cause: "There is no cog.yaml where Cog looks for it.",
        remedy: "Set working-directory to the project's directory and config-file to the file's name, and check that actions/checkout runs before this step.",
        source: "replicate/cog pkg/config/load.go, pkg/errors",
    },
    {
        id: "config-no-yaml",
        pattern: /failed to parse (?:cog\.yaml|config yaml|config from)|: invalid YAML: /i,
        cause: "cog.yaml is not valid YAML.",
        remedy: "Mend the line that the message names.",
        source: "replicate/cog pkg/config/errors.go, ParseError",
    },
    {
        id: "predictor-missing",
        pattern: /failed to read predictor source|no predict or train reference found|'predict' option not found in cog\.yaml/i,
        cause: "cog.yaml names no predictor, or a file that is not there.",
        remedy: "Set run (up to Cog 0.19: predict) in cog.yaml to file.py:Class, with a path from its own directory, and check that the file is committed.",
        source: "replicate/cog pkg/image/build.go; seen with Cog 0.9 to 0.22",
    },
    {
        id: "cuda-unknown",
        pattern: /doesn't know what CUDA version is compatible with|is not compatible with CuDNN|is not compatible with tensorflow|no matching base image for CUDA|must include both major and minor versions|Minimum supported CUDA version|CUDA [\d.]{1,12} is not supported by Cog/,
        cause: "Cog has no CUDA image for the versions in cog.yaml.",
        remedy: "Set cuda (and cudnn) under build in cog.yaml, or raise cog-version, which knows newer ones.",
        source: "replicate/cog pkg/config/config.go and compatibility.go, issue 1911",
    },
    {
        id: "python-version",
        pattern: /minimum supported Python version is|concurrency requires Python/,
        cause: "This release of Cog does not take the python_version in cog.yaml.",
        remedy: "Raise build.python_version in cog.yaml, or lower cog-version.",
        source: "replicate/cog pkg/config/validate.go",
    },
    {
        id: "predictor-not-found",
        pattern: /must define run\(\) or predict\(\)$|\b[A-Za-z_]\w{0,200}\.(?:run|predict|train) not found$|^(?:image build failed: )+(?!(?:run|predict|train)$)[A-Za-z_]\w{0,200}$/,
        cause: "The file that cog.yaml names has no such class or function, or is no valid Python: Cog 0.17 and newer reads it before the build.",
        remedy: "Check run (up to Cog 0.19: predict) in cog.yaml, file.py:Class, against the file. The class needs a method run() or predict().",
        source: "replicate/cog pkg/schema/python/target.go; seen with Cog 0.22",
    },
    {
        id: "predictor-types",
        pattern: /parameter '\w{1,200}' on \w{1,200} has no type annotation|cannot be statically resolved|cannot resolve type '|unsupported (?:output )?type: |ConcatenateIterator element type must be|default_factory is not supported|^(?:image build failed: )+(?:run|predict|train)$/,
        cause: "Cog 0.17 and newer reads the types of inputs and output from the model's source, and can't make them out.",
        remedy: "Annotate every parameter and the return value of run() (predict(), train()) with a plain type or a BaseModel of the same file, and write defaults and choices as literals.",
        source: "replicate/cog pkg/schema/errors.go, pkg/schema/python; seen with Cog 0.22",
    },
    {
        id: "config-invalid",
        pattern: /There is a problem in your cog\.yaml file|Additional property \S{1,100} is not allowed|schema error in "|^invalid [a-z_.]{1,60}(?: "|: )|'predict' in cog\.yaml must be in the form|Only one of python_packages or python_requirements/,
        cause: "cog.yaml does not have the form that this release of Cog expects.",
        remedy: "Mend the field that the message names. `run` and `model` need cog-version 0.20 or newer: an older Cog refuses or ignores them.",
        source: "replicate/cog pkg/config/validate.go and errors.go at 0.16.12 and 0.22.0",
    },
    {
        id: "dockerfile-without-pip",
        pattern: /Failed to generate pip freeze from image|exec: "python": executable file not found/,
        cause: "Cog runs python -m pip in the image, and that fails.",
        remedy: "Install python, pip and cog in the image that dockerfile builds.",
        source: "replicate/cog pkg/image/pip_freeze.go; seen with Cog 0.16.12",
    },
    {
        id: "predictor-does-not-load",
        pattern: /Error while loading predictor|Failed to get type signature/,
        cause: "The predictor can't be imported in the image that was built.",
        remedy: "Look at the Python error in the summary: a package that is missing in python_requirements, or a class that cog.yaml names and the file has not.",
        source: "seen with Cog 0.9 to 0.16; pkg/image/openapi_schema.go",
    },
    {
        id: "schema-invalid",
        pattern: /Model schema is invalid|Failed to load model schema JSON|Failed to read schema file/,
        cause: "The model's OpenAPI schema can't be used.",
        remedy: "Check the types of predict()'s inputs and output, or the file in openapi-schema when it is set.",
        source: "replicate/cog pkg/image/build.go",
    },
    {
        id: "base-image-digest",
        pattern: /Failed to (?:get last layer digest for|get layers for|fetch|parse|get) cog base image|Cog base image has no layers/i,
        cause: "Cog could not look up its prebuilt base image for this python_version and cuda.",
        remedy: "Set use-cog-base-image to false, which builds on the public images instead.",
        source: "replicate/cog issue 1965",
    },
    {
        id: "run-with-newline",
        pattern: /One of the commands in 'run' contains a new line/,
        cause: "A command under build.run in cog.yaml has several lines.",
        remedy: "Make a list item of each command, or join them with &&.",
        source: "replicate/cog pkg/dockerfile",
    },
    {
        id: "dockerfile-missing",
        pattern: /Failed to read Dockerfile at/,
        cause: "The file in dockerfile is not there.",
        remedy: "Give its path from working-directory.",
        source: "replicate/cog pkg/image/build.go",
    },
    {
        id: "secrets-malformed",
        pattern: /failed to parse secrets:/,
        cause: "Cog does not understand one of the build secrets.",
        remedy: "Write secrets, secret-envs and secret-files as id=value lines, with plain ids.",
        source: "replicate/cog pkg/docker/buildkit_secrets.go",
    },
    {
        id: "dockerignore-hides-cog",
        pattern: /The \.cog tmp path cannot be ignored by docker/,
        cause: "The project's .dockerignore excludes .cog, which this release of Cog builds from.",
        remedy: "Remove .cog from .dockerignore, or raise cog-version.",
        source: "replicate/cog pkg/image/build.go at 0.16.12",
    },
];

;// CONCATENATED MODULE: ./src/known-failures/registry.ts
/** What the registry refuses for good, as Docker, containerd and Cog's own client put it. */
const REGISTRY = [
    {
        id: "name-unknown",
        pattern: /\bname unknown\b|\bNAME_UNKNOWN\b|repository name not known to registry|The model https:\/\/\S{1,200} does not exist/,
        cause: "The registry knows no such model: it does not exist, or it belongs to somebody else than the tokens do.",
        remedy: "Check the owner and the name in model, and that api-token and cli-auth-token belong to that owner. With api-token and hardware the model is created before the push.",
        source: "replicate/cog issues 1519, 1549, 1272, 1221",
    },
    {
        id: "not-logged-in",
        pattern: /You are not logged in to Replicate/,
        cause: "The registry was shown no token that it knows.",
        remedy: "Give api-token, or cli-auth-token from https://replicate.com/auth/token, and don't run Cog with sudo in other steps.",
        source: "replicate/cog issues 1243, 997, 559",
    },
    {
        id: "too-large",
        pattern: /413 (?:Request Entity|Payload|Content) Too Large/i,
        cause: "A layer of the image is larger than the registry, or a proxy before it, takes in one piece.",
        remedy: "Set COG_PUSH_OCI: 1 in the step's env, with cog-version 0.17 or newer: layers then go up in chunks. Or set separate-weights.",
        source: "replicate/cog docs/environment.md, COG_PUSH_OCI",
    },
    {
        id: "denied",
        pattern: /403 Forbidden|access to the resource is denied|push access denied|insufficient_scope|(?<!permission )\bdenied(?:$|: )|HTTP 403\b/i,
        cause: "The registry knows the token, and does not let it push to this model.",
        remedy: "Check that model belongs to the account, or an organization, of api-token or cli-auth-token.",
        source: "replicate/cog issue 2093; containerd/containerd core/remotes/docker/pusher.go (the image store of Docker 29)",
    },
    {
        id: "unauthorized",
        pattern: /authorization failed|no basic auth credentials|401 Unauthorized|unauthorized:(?: |$)|\bauthentication required|HTTP 401\b/i,
        cause: "The registry did not accept the token in the end, although it did before the build: it was revoked, or has expired during a slow upload.",
        remedy: "Run the job again. If it fails again, take a fresh cli-auth-token from https://replicate.com/auth/token.",
        source: "replicate/cog issues 186, 1519; pkg/docker/errors.go, isAuthorizationFailedError",
    },
    {
        id: "registry-unreachable",
        pattern: /no such host|network is unreachable|no route to host/,
        cause: "The Docker daemon does not reach the registry.",
        remedy: "Check the daemon's own network, DNS and proxy on a self-hosted runner, and that image in cog.yaml begins with r8.im/.",
        source: "moby/moby issue 20103; seen with Cog 0.22 and a name without a host",
    },
];

;// CONCATENATED MODULE: ./src/known-failures/transient.ts
const REMEDY = "Run the job again later. If it often takes another attempt, raise push-attempts.";
const CHUNKS = "Set COG_PUSH_OCI: 1 in the step's env, with cog-version 0.17 or newer: layers then go up in chunks. Or raise push-attempts, and make the image's layers smaller.";
/**
 * What ends a push and is over a little later. Each was reported to go away by pushing again; whatever is not
 * here is not pushed again.
 */
const TRANSIENT = [
    {
        id: "closed-connection",
        pattern: /use of closed network connection/,
        cause: "The connection to the registry was closed while a layer went up, as happens with very large ones.",
        remedy: CHUNKS,
        source: "replicate/cog issue 929; docker/buildx issue 367; regclient/regclient issue 69",
    },
    {
        id: "broken-pipe",
        pattern: /write: broken pipe/,
        cause: "The registry closed the connection while a layer went up.",
        remedy: CHUNKS,
        source: "docker/build-push-action issue 677",
    },
    {
        id: "connection-reset",
        pattern: /connection reset by peer/,
        cause: "The connection to the registry was reset.",
        remedy: CHUNKS,
        source: "moby/buildkit issue 2713; distribution/distribution issue 785",
    },
    {
        id: "unknown-blob",
        pattern: /\bunknown blob\b|\bblob unknown\b|\bBLOB_UNKNOWN\b/,
        cause: "The registry lost a layer that had just been pushed.",
        remedy: REMEDY,
        source: "replicate/cog issue 3164; moby/moby issue 36823",
    },
    {
        id: "upload-lost",
        pattern: /blob upload (?:unknown|invalid)|BLOB_UPLOAD_(?:UNKNOWN|INVALID)/,
        cause: "The registry lost the upload of a layer.",
        remedy: REMEDY,
        source: "distribution/distribution issue 1930; google/go-containerregistry issue 431",
    },
    {
        id: "rate-limited",
        pattern: /429 Too Many Requests|toomanyrequests|parsing HTTP 429 response|Too Many Requests \(HAP429\)/i,
        cause: "The registry had too many requests.",
        remedy: "Run the job again later, and push fewer models at once (strategy.max-parallel).",
        source: "docker/hub-feedback issues 413, 1907",
    },
    {
        id: "gateway",
        pattern: /50(?:2 Bad Gateway|3 Service Unavailable|4 Gateway Time-?out)|408 Request Time-?out|parsing HTTP (?:408|50[234]) response|unexpected (?:HTTP status:|status code|status from \w{1,8} request to \S{1,1000}:) (?:499|522)\b/i,
        cause: "The registry was not to be had for a while.",
        remedy: REMEDY,
        source: "replicate/cog issue 1975, pkg/registry/registry_client.go (isRetryableError); goreleaser/goreleaser pull request 4265",
    },
    {
        id: "registry-error",
        pattern: /500 Internal Server Error|parsing HTTP 500 response/,
        cause: "The registry failed within.",
        remedy: REMEDY,
        source: "replicate/cog issues 1278, 2599; docker/hub-feedback issue 1761",
    },
    {
        id: "tls-timeout",
        pattern: /TLS handshake timeout/,
        cause: "The registry did not answer in time.",
        remedy: REMEDY,
        source: "docker/build-push-action issue 1065",
    },
    {
        id: "timeout",
        pattern: /i\/o timeout|Client\.Timeout exceeded while awaiting headers|timeout awaiting response headers|context deadline exceeded/,
        cause: "The registry did not answer in time.",
        remedy: REMEDY,
        source: "docker/hub-feedback issue 466; moby/moby issue 20936; werf/werf pull request 2085; distribution/distribution-library-image issue 201; kubernetes-sigs/kueue pull request 12600",
    },
    {
        id: "goaway",
        pattern: /http2: (?:server sent GOAWAY|Transport received Server's graceful shutdown GOAWAY)|stream ID \d{1,10}; INTERNAL_ERROR/,
        cause: "The registry ended the connection.",
        remedy: REMEDY,
        source: "werf/werf pull request 2684; replicate/cog pkg/registry/registry_client.go, http1OnlyTransport",
    },
    {
        id: "unexpected-eof",
        pattern: /unexpected EOF|^EOF$|": EOF$/,
        cause: "The connection to the registry ended in the middle of a layer.",
        remedy: CHUNKS,
        source: "moby/moby issues 28596, 8793; goharbor/harbor issue 20405",
    },
    {
        id: "connection-refused",
        pattern: /connection refused|server misbehaving|Temporary failure in name resolution/,
        cause: "The registry, which had answered before the build, is not to be reached.",
        remedy: "Run the job again later. If it is always so, look at the Docker daemon's own network, DNS and proxy: the push is the daemon's.",
        source: "ocurrent/ocluster pull request 246; distribution/distribution issue 1855; replicate/cog pkg/registry/registry_client.go",
    },
].map((row) => ({ ...row, isTransient: true }));

;// CONCATENATED MODULE: ./src/known-failures/catalogue.ts







/** Up to 0.14.10 Cog asks the registry for the model before it builds. */
const BEFORE_BUILD = REGISTRY.filter(({ id }) => ["name-unknown", "not-logged-in"].includes(id));
/**
 * What can go wrong in each stage, from the most to the least specific. What is transient stands in the push
 * alone, behind all that is final: a build that says the same words is not repeated.
 */
const CATALOGUE = {
    build: [...DISK, ...COG, ...DOCKER, ...PROJECT, ...BEFORE_BUILD, ...BUILD],
    push: [...DISK, ...COG, ...DOCKER, ...REGISTRY, ...TRANSIENT],
};

;// CONCATENATED MODULE: ./src/known-failures/explain.ts

/** Lines that stand in the output of pushes that succeed, or that are about something else. */
const HARMLESS = new RegExp([
    // BuildKit, in the step that labels the image, of every build of Cog 0.20 and newer
    'no access allowed to dir "context"',
    // 0.14 to 0.16 report to hosts that a runner may not reach
    "coglog\\.replicate\\.delivery",
    "Failed to send build timings to server",
    // 0.14.11 to 0.15.8, in some pushes that succeed
    "failed to copy std(?:out|err) to ",
    "OCI chunked push failed, falling back to Docker push",
    "Unable to determine Git (?:commit|tag)",
    // 0.17 to 0.19, which then ask the model itself
    "Static schema generation failed: ",
    // The docker program, of a configuration that Cog does not need
    "Error (?:parsing|loading) config file",
    // Warnings: Cog's, BuildKit's, and those of the programs in a build
    "^\\s*(?:#\\d+ (?:[\\d.]+ )?)?(?:⚠|WARN(?:ING)?\\b(?!: No output specified)|W: |warning:|cog: warning:)",
].join("|"));
/** What Cog puts before its errors: up to 0.16 always, later on terminals. */
const MARK = /^\s*[ⅹ✗]\s+/;
/** What BuildKit quotes of the Dockerfile: the step itself, and its surroundings when it has failed. */
const QUOTED_STEP = /^(?:#\d+| >) \[[^\]]*\] |^ {0,8}\d+ \|/;
/**
 * The command of a step that failed: in quotes, and in brackets up to Docker 20.10. Its words are the user's,
 * and no report of anything.
 */
const QUOTED_COMMAND = /(?<=\bprocess )"(?:[^"\\]|\\.)*"|(?<=\bexecutor failed running )\[.{0,9999}\](?=: )/;
/** `#12 ERROR: …`, `#12 DONE 3.1s`: how a step of the build has ended. */
const END_OF_STEP = /^#(\d+) (?:(ERROR): |DONE\b|CACHED\b|CANCELED\b)/;
const STEP = /^#(\d+) /;
const MOST_LINES = 5;
/**
 * Finds what is known of a failure.
 * @param said lines of output, of both streams, without colour codes.
 * @returns the most specific failure that one of the lines names, with its last lines; undefined when none does.
 */
function explain(said, stage) {
    const reported = said.filter((line) => !HARMLESS.test(line) && !QUOTED_STEP.test(line));
    const telling = ofFailedSteps(reported).map((line) => line.replace(MARK, "").trim());
    const words = telling.map((line) => line.replace(QUOTED_COMMAND, "…"));
    for (const failure of CATALOGUE[stage]) {
        const lines = telling.filter((_, i) => failure.pattern.test(words[i] ?? ""));
        if (lines.length > 0)
            return { failure, lines: [...new Set(lines)].slice(-MOST_LINES) };
    }
    return undefined;
}
/**
 * Leaves out what the other steps of a build said: they went well, or were stopped when one failed. Cog builds
 * more than once, and each build counts its steps anew: a line belongs to the end that comes after it.
 */
function ofFailedSteps(lines) {
    const failed = new Map();
    let hasFailed = false;
    const kept = lines.toReversed().filter((line) => {
        const [, ended, error] = END_OF_STEP.exec(line) ?? [];
        if (ended !== undefined)
            failed.set(ended, error !== undefined);
        hasFailed ||= error !== undefined;
        const step = STEP.exec(line)?.[1];
        return step === undefined || (failed.get(step) ?? !hasFailed);
    });
    return kept.toReversed();
}

// EXTERNAL MODULE: external "node:fs/promises"
var external_node_fs_promises_ = __webpack_require__(51455);
// EXTERNAL MODULE: ./src/lib/child-environment.ts
var child_environment = __webpack_require__(11585);
// EXTERNAL MODULE: ./src/lib/json.ts
var json = __webpack_require__(18453);
;// CONCATENATED MODULE: ./src/registry/docker-config.ts







const HELPER_TIMEOUT_SECONDS = 10;
/**
 * Makes a private Docker configuration that holds the credential of one registry and keeps the rest of
 * the user's working: contexts, proxies, CLI plugins, and the credentials of other registries.
 *
 * `credsStore` goes, since Docker and Cog would look for our credential there (Cog: pkg/docker/login.go;
 * nothing else is asked when it is set) and could put it there; every other registry that it serves is
 * named in `credHelpers` with the same helper instead.
 * @param directory the directory to make; only the user who runs the step can enter it.
 * @param userDirectory the user's own configuration, which is only read.
 * @param environment of the step, for the credential helper.
 */
async function writeDockerConfig(directory, userDirectory, registryHost, credential, environment) {
    await (0,external_node_fs_promises_.mkdir)(directory, { mode: 0o700 });
    await linkSiblings(userDirectory, directory);
    const user = await readConfig((0,external_node_path_.join)(userDirectory, "config.json"));
    const store = (0,json/* stringAt */.bX)(user, "credsStore");
    const stored = store === undefined ? [] : await storedHosts(store, user, environment);
    const config = withCredential(user, stored, registryHost, credential);
    await (0,external_node_fs_promises_.writeFile)((0,external_node_path_.join)(directory, "config.json"), JSON.stringify(config, undefined, 2), {
        mode: 0o600,
        flag: "wx",
    });
}
/**
 * The user's configuration with the credential of one registry put in `auths` and no helper for it.
 * @param storedHosts registries whose credentials the user's `credsStore` holds.
 */
function withCredential(user, storedHosts, registryHost, { username, password }) {
    const { credsStore, auths, credHelpers, ...rest } = user;
    const isOurs = (server) => server.replace(/^https?:\/\//, "").replace(/\/.*$/, "") === registryHost;
    const others = (entries) => Object.fromEntries([...entries].filter(([server]) => !isOurs(server)));
    const auth = Buffer.from(`${username}:${password}`).toString("base64");
    const helpers = {
        ...others(storedHosts.map((server) => [server, credsStore])),
        ...others(Object.entries((0,json/* isRecord */.u4)(credHelpers) ? credHelpers : {})),
    };
    return {
        ...rest,
        auths: {
            ...others(Object.entries((0,json/* isRecord */.u4)(auths) ? auths : {})),
            [registryHost]: { auth },
        },
        ...(Object.keys(helpers).length > 0 && { credHelpers: helpers }),
    };
}
/** Contexts, CLI plugins, buildx's state: whatever lies beside config.json. */
async function linkSiblings(userDirectory, directory) {
    const names = await (0,external_node_fs_promises_.readdir)(userDirectory).catch(unlessAbsent(userDirectory));
    const links = (names ?? [])
        .filter((name) => name !== "config.json")
        .map((name) => (0,external_node_fs_promises_.symlink)((0,external_node_path_.join)(userDirectory, name), (0,external_node_path_.join)(directory, name)));
    await Promise.all(links);
}
async function readConfig(path) {
    const text = await (0,external_node_fs_promises_.readFile)(path, "utf8").catch(unlessAbsent(path));
    if (text === undefined || text.trim() === "")
        return {};
    const config = (0,json/* parseJson */.qF)(text);
    if ((0,json/* isRecord */.u4)(config))
        return config;
    throw unusable(path, "is not a JSON object, so neither Docker nor Cog could work with it");
}
/** What is not there, or below a file, is a configuration that nobody has made. */
function unlessAbsent(path) {
    return (error) => {
        const code = error instanceof Error && "code" in error ? error.code : undefined;
        if (code === "ENOENT" || code === "ENOTDIR")
            return undefined;
        throw unusable(path, `can't be read (${(0,errors/* messageOf */.bD)(error)})`, error);
    };
}
function unusable(path, why, cause) {
    return new errors/* ActionError */.lZ({
        what: `Docker's configuration ${path} ${why}.`,
        remedy: "Mend or remove it (DOCKER_CONFIG says where it is looked for).",
    }, { cause });
}
/**
 * The registries that a credential store serves: those Docker has noted in `auths`, and those the
 * helper itself lists (`docker-credential-<store> list`, Docker's credential-helper protocol).
 */
async function storedHosts(store, user, environment) {
    const noted = Object.keys((0,json/* isRecord */.u4)(user["auths"]) ? user["auths"] : {});
    try {
        const { stdout } = await (0,external_node_util_.promisify)(external_node_child_process_.execFile)(`docker-credential-${store}`, ["list"], {
            timeout: HELPER_TIMEOUT_SECONDS * 1000,
            env: (0,child_environment/* withoutInputs */.i)(environment),
        });
        const listed = (0,json/* parseJson */.qF)(stdout);
        return [...noted, ...Object.keys((0,json/* isRecord */.u4)(listed) ? listed : {})];
    }
    catch {
        // A helper that is missing or locked serves no registry now either; what Docker noted stays named.
        return noted;
    }
}

// EXTERNAL MODULE: ./src/runtime/private-files.ts
var private_files = __webpack_require__(33745);
// EXTERNAL MODULE: ./src/push/cog-failed.ts + 1 modules
var cog_failed = __webpack_require__(85073);
;// CONCATENATED MODULE: ./src/push/run-cog.ts











/**
 * Runs `cog push`, or `cog build` of the same image, with a private Docker configuration, which is removed
 * again when it has ended.
 * @param image name of the image on the registry: `r8.im/acme/hotdog`.
 * @returns what Cog said of the version that it pushed.
 * @throws {CogFailed} when Cog fails; {ActionError} when it is stopped.
 */
async function runCogStep(command, image, plan, ready, runtime) {
    const { context, signal } = runtime;
    const directory = await (0,private_files/* makePrivateDirectory */.Dn)(context.temporaryDirectory);
    const dockerConfigDirectory = (0,external_node_path_.join)(directory, "docker");
    const output = new PushOutput(image, ready.onDigest);
    try {
        const [secrets] = await Promise.all([
            (0,private_files/* writeBuildSecrets */.PR)(directory, plan.project.directory, plan.build.secrets),
            writeDockerConfig(dockerConfigDirectory, context.dockerConfigDirectory, context.registryHost, ready.registry.credential, context.environment),
        ]).catch((0,private_files/* notInTemporaryDirectory */.PA)(context.temporaryDirectory));
        const { isBundle, configFile } = plan.project;
        const args = (command === "push" ? cog_args/* pushArguments */.T8 : cog_args/* buildArguments */.fb)({
            cogVersion: ready.cog.version,
            image,
            isBundle,
            configFile,
            options: plan.build,
            secrets,
        });
        const disk = new WatchedSpace(ready.space, { mode: plan.freeDisk, isHosted: context.isHosted });
        core/* startGroup */.Oh(`cog ${args.join(" ")}`);
        const exit = await runCog({
            cog: ready.cog.path,
            args,
            directory: plan.project.directory,
            environment: cogEnvironment({
                environment: context.environment,
                ...secretsOf(plan),
                dockerConfigDirectory,
                registryHost: context.registryHost,
                bundle: isBundle ? image : undefined,
                commit: plan.commit,
                tag: plan.tag,
            }),
            signal,
            log: process.stdout,
            onLines: (lines) => output.read(lines),
        }).finally(() => {
            core/* endGroup */.N4();
            return disk.end();
        });
        const report = output.report();
        if (exit !== 0) {
            const explanation = explain(report.said, report.isPushing ? "push" : "build");
            const problem = disk.explain(command, explanation) ?? (0,cog_failed/* describeFailure */.I)(command, exit, report, explanation);
            throw new cog_failed/* CogFailed */.P(problem, report, explanation);
        }
        disk.warn();
    }
    finally {
        await (0,private_files/* discardPrivateDirectory */.Dw)(directory);
    }
    return output.report();
}
function secretsOf({ target, build, cog }) {
    const { apiToken, cliAuthToken } = target.credentials;
    return {
        tokens: [apiToken, cliAuthToken, cog.githubToken].filter((token) => token !== undefined),
        secrets: build.secrets.flatMap(({ source }) => ("content" in source ? [source.content] : [])),
    };
}


/***/ }),

/***/ 17432:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   k: () => (/* binding */ readLabels)
/* harmony export */ });
/* harmony import */ var _lib_json_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(18453);

/**
 * Reads the labels of an image that the registry holds: they are in the image's configuration, a blob (OCI
 * image specification). Of an index it is the first image that it names.
 * @param digest `sha256:…` of the image, or of an index.
 * @returns undefined when the registry does not show them.
 */
async function readLabels(session, digest) {
    const { status, body } = await session.manifest(digest);
    if (status !== 200 || !(0,_lib_json_js__WEBPACK_IMPORTED_MODULE_0__/* .isRecord */ .u4)(body))
        return undefined;
    const children = Array.isArray(body["manifests"]) ? body["manifests"].filter(_lib_json_js__WEBPACK_IMPORTED_MODULE_0__/* .isRecord */ .u4) : [];
    const child = children.map((entry) => (0,_lib_json_js__WEBPACK_IMPORTED_MODULE_0__/* .stringAt */ .bX)(entry, "digest")).find((of) => of !== undefined);
    if (child !== undefined)
        return readLabels(session, child);
    const configuration = (0,_lib_json_js__WEBPACK_IMPORTED_MODULE_0__/* .isRecord */ .u4)(body["config"]) ? (0,_lib_json_js__WEBPACK_IMPORTED_MODULE_0__/* .stringAt */ .bX)(body["config"], "digest") : undefined;
    if (configuration === undefined)
        return undefined;
    const blob = await session.blob(configuration);
    const image = blob.status === 200 && (0,_lib_json_js__WEBPACK_IMPORTED_MODULE_0__/* .isRecord */ .u4)(blob.body) ? blob.body["config"] : undefined;
    const labels = (0,_lib_json_js__WEBPACK_IMPORTED_MODULE_0__/* .isRecord */ .u4)(image) ? image["Labels"] : undefined;
    return (0,_lib_json_js__WEBPACK_IMPORTED_MODULE_0__/* .isRecord */ .u4)(labels) ? labels : undefined;
}


/***/ }),

/***/ 10506:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   P: () => (/* binding */ digestsOfTag),
/* harmony export */   y: () => (/* binding */ readImageParts)
/* harmony export */ });
/* harmony import */ var _lib_json_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(18453);

const read = (0,_lib_json_js__WEBPACK_IMPORTED_MODULE_0__/* .reader */ .wA)("The registry's manifest");
/**
 * Reads what an image weighs. An index is followed to the manifests that it names.
 * @returns undefined when the registry does not answer with a manifest.
 */
async function readImageParts(session, reference) {
    const manifests = await readManifests(session, reference);
    if (manifests === undefined)
        return undefined;
    const layers = distinct(manifests.flatMap((manifest) => read.list(manifest["layers"], "layers").map(parseBlob)));
    const configurations = distinct(manifests.map((manifest) => parseBlob(manifest["config"])));
    const size = [...layers, ...configurations].reduce((sum, blob) => sum + blob.size, 0);
    return { layers, size };
}
/** The image manifests behind a reference; undefined when the registry does not show all of them. */
async function readManifests(session, reference) {
    const { status, body } = await session.manifest(reference);
    if (status !== 200 || !(0,_lib_json_js__WEBPACK_IMPORTED_MODULE_0__/* .isRecord */ .u4)(body))
        return undefined;
    if (!Array.isArray(body["manifests"]))
        return [body];
    const children = body["manifests"]
        .filter(_lib_json_js__WEBPACK_IMPORTED_MODULE_0__/* .isRecord */ .u4)
        .map((child) => readManifests(session, read.text(child, "digest")));
    const found = await Promise.all(children);
    return found.every((list) => list !== undefined) ? found.flat() : undefined;
}
/**
 * The digests that the registry holds under a tag: the manifest's own, and those of the images that it
 * names when it is an index. Empty when it holds none.
 */
async function digestsOfTag(session, tag) {
    const { status, headers, body } = await session.manifest(tag);
    const digest = status === 200 ? headers.get("docker-content-digest") : null;
    if (digest === null)
        return [];
    const named = (0,_lib_json_js__WEBPACK_IMPORTED_MODULE_0__/* .isRecord */ .u4)(body) && Array.isArray(body["manifests"]) ? body["manifests"] : [];
    return [digest, ...named.filter(_lib_json_js__WEBPACK_IMPORTED_MODULE_0__/* .isRecord */ .u4).map((child) => read.text(child, "digest"))];
}
function parseBlob(value) {
    const blob = read.record(value, "layers");
    return { digest: read.text(blob, "digest"), size: read.optionalNumber(blob, "size") ?? 0 };
}
/** A blob that is named twice is pulled once. */
function distinct(blobs) {
    return [...new Map(blobs.map((blob) => [blob.digest, blob])).values()];
}


/***/ }),

/***/ 5742:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  i: () => (/* binding */ findStanding)
});

// EXTERNAL MODULE: ./src/lib/model-name.ts
var model_name = __webpack_require__(89988);
// EXTERNAL MODULE: ./src/git/commits.ts
var commits = __webpack_require__(39102);
// EXTERNAL MODULE: ./src/git/files.ts
var files = __webpack_require__(40151);
// EXTERNAL MODULE: ./src/git/run.ts
var run = __webpack_require__(73073);
// EXTERNAL MODULE: ./src/registry/labels.ts
var registry_labels = __webpack_require__(17432);
// EXTERNAL MODULE: ./src/reuse/deciding-files.ts
var deciding_files = __webpack_require__(78171);
// EXTERNAL MODULE: external "node:util"
var external_node_util_ = __webpack_require__(57975);
// EXTERNAL MODULE: ./src/lib/json.ts
var json = __webpack_require__(18453);
;// CONCATENATED MODULE: ./src/reuse/labels.ts


/** Where Cog says what an image was built from (pkg/docker/command/manifest.go, pkg/image/build.go). */
const REVISION = "org.opencontainers.image.revision";
const COG_VERSION = "run.cog.version";
const CONFIG = "run.cog.config";
/** Fields below `build` that Cog fills in where they are left out, `cuda` and `cudnn` for a GPU. */
const COMPLETED = ["cuda", "cudnn", "python_version"];
const TEXTS = ["python_requirements", "sdk_version"];
const LISTS = ["system_packages", "python_packages", "pre_install", "run"];
/**
 * Reads from an image's labels which commit it was built from.
 * @param config cog.yaml as it is now.
 * @returns the commit, or the doubt that this project, built now, would be the same.
 */
function builtFrom(labels, cogVersion, config) {
    const doubt = (text) => ({ doubt: text });
    if (labels === undefined)
        return doubt("the registry does not show the newest version's labels");
    const built = (0,json/* stringAt */.bX)(labels, COG_VERSION);
    if (built !== cogVersion)
        return doubt(`the newest version was built with Cog ${built ?? "of no known version"}`);
    const revision = (0,json/* stringAt */.bX)(labels, REVISION);
    if (revision === undefined)
        return doubt("the newest version does not say from which commit it is");
    if (!/^[0-9a-f]{40}([0-9a-f]{24})?$/.test(revision))
        return doubt(`the newest version was built from ${JSON.stringify(revision)}, which is no commit`);
    const before = (0,json/* parseJson */.qF)((0,json/* stringAt */.bX)(labels, CONFIG) ?? "");
    if (!(0,json/* isRecord */.u4)(before))
        return doubt("the newest version does not hold its cog.yaml");
    const differing = differingField(before, config);
    if (differing !== undefined)
        return doubt(`${differing} in the newest version's cog.yaml is not the one here`);
    return { commit: revision };
}
/**
 * Two configurations of one commit may push to one model, which git can't tell. In the label are those
 * fields that Cog knows (pkg/config/config.go), completed; of what it fills in, only what stands in
 * cog.yaml is compared.
 */
function differingField(before, now) {
    const entry = (config) => config["predict"] ?? config["run"];
    if (entry(before) !== entry(now))
        return "predict";
    if ((before["train"] ?? "") !== (now["train"] ?? ""))
        return "train";
    if (!isSameList(before["environment"], now["environment"]))
        return "environment";
    const [old, fresh] = [before["build"], now["build"]].map((build) => (0,json/* isRecord */.u4)(build) ? build : {});
    const differs = (field) => isOther(field, old?.[field], fresh?.[field]);
    const field = ["gpu", ...COMPLETED, ...TEXTS, ...LISTS].find(differs);
    return field && `build.${field}`;
}
function isOther(field, before, now) {
    if (field === "gpu")
        return Boolean(before) !== Boolean(now);
    if (LISTS.includes(field))
        return !isSameList(before, now);
    if (COMPLETED.includes(field) && (now === undefined || now === null))
        return false;
    // YAML takes 12.0 and 3.10 for numbers, Cog for the text that stands there.
    return typeof now === "number" ? Number(before) !== now : (before ?? "") !== (now ?? "");
}
/** Lists as Cog writes them: a command that was given as a text is an object with nothing else. */
function isSameList(before, now) {
    const plain = (list) => (Array.isArray(list) ? list : []).map((item) => (0,json/* isRecord */.u4)(item) ? { ...item, command: item["command"] ?? "" } : { command: item });
    return (0,external_node_util_.isDeepStrictEqual)(plain(before), plain(now));
}

// EXTERNAL MODULE: ./src/reuse/source.ts + 2 modules
var source = __webpack_require__(8212);
;// CONCATENATED MODULE: ./src/reuse/check-unchanged.ts







/**
 * Decides whether the newest version stands for the sources as they are: its image says which commit it was
 * built from, and git says that nothing which enters the image has changed since. There is no state of our
 * own.
 * @returns why it has to be built; undefined when nothing has changed.
 */
async function whyBuild(plan, { version, cogVersion, registry, source }) {
    if (plan.build.noCache)
        return "no-cache asks for a build from scratch";
    if ("unknown" in source)
        return `git does not tell what the project is: ${source.unknown}`;
    const [uncommitted] = source.changed;
    if (uncommitted !== undefined)
        return `${uncommitted} enters the image, and is not as ${source.commit.slice(0, 7)} has it`;
    const flag = flagFromElsewhere(plan);
    if (flag !== undefined)
        return `${flag} is set by a workflow that is not in this repository`;
    const labels = await (0,registry_labels/* readLabels */.k)(registry, `sha256:${version}`);
    const built = builtFrom(labels, cogVersion, plan.project.config);
    if ("doubt" in built)
        return built.doubt;
    return sourceDifference(plan, source, built.commit);
}
/** What has changed since a commit, of all that decides what is built. */
async function sourceDifference(plan, source, commit) {
    const { repository } = source;
    const short = commit.slice(0, 7);
    try {
        const [there] = await (0,commits/* readCommits */.Fe)(repository, [commit]);
        if (there === undefined)
            await (0,commits/* fetchCommits */.Bj)(repository, [commit]);
        const besides = (0,deciding_files/* outsideOf */.R_)(plan.project.directory, (0,deciding_files/* decidingFiles */.jz)(plan)).map((path) => `:(literal)${path}`);
        const workflow = plan.workflowFile === undefined ? [] : [plan.workflowFile];
        const elsewhere = [...attributesAbove(repository), ...workflow].map((path) => `:(top,literal)${path}`);
        const paths = [".", ...besides, ...elsewhere];
        const changed = await (0,files/* changedPaths */.vl)(repository, commit, source.commit, paths);
        const decisive = changed.find((path) => decides(path, plan, source));
        return (decisive &&
            `${decisive.replace(/\/$/, "")} has changed since ${short}, which the newest version was built from`);
    }
    catch (error) {
        if (!(error instanceof run/* GitError */.XS))
            throw error;
        return `git does not tell what has changed since ${short}: ${error.reason}`;
    }
}
/** Whether a file that has changed is one that decides what is built. */
function decides(path, plan, { repository, enters }) {
    const inside = (0,source/* relativeTo */.Mf)(repository, path);
    // Outside of the project only files were asked for that decide.
    if (inside === undefined || path === plan.workflowFile || isAttributes(path))
        return true;
    return enters(inside) || (0,deciding_files/* isAmong */.FB)(inside, (0,deciding_files/* decidingFiles */.jz)(plan));
}
const ATTRIBUTES = ".gitattributes";
/** The files above the project that say how git writes its files: their ends of lines, and LFS. */
function attributesAbove({ prefix }) {
    const above = prefix.split("/").slice(0, -1);
    return above.map((_, depth) => [...above.slice(0, depth), ATTRIBUTES].join("/"));
}
function isAttributes(path) {
    return path === ATTRIBUTES || path.endsWith(`/${ATTRIBUTES}`);
}
/** Flags stand in the workflow, whose changes git can only tell where it is in this repository. */
function flagFromElsewhere({ build, workflowFile }) {
    if (workflowFile !== undefined)
        return undefined;
    const flags = [
        ["separate-weights", build.separateWeights || undefined],
        ["use-cog-base-image", build.useCogBaseImage],
        ["use-cuda-base-image", build.useCudaBaseImage],
        ["dockerfile", build.dockerfile],
        ["openapi-schema", build.openapiSchema],
    ];
    return flags.find(([, value]) => value !== undefined)?.[0];
}

;// CONCATENATED MODULE: ./src/reuse/find-version.ts


/** Looks for a version that stands for the sources; undefined when nobody asks for it. */
async function findStanding(plan, { name, known, cog, registry, source }) {
    if (!plan.skipUnchanged)
        return undefined;
    if (known === undefined)
        return { doubt: "without api-token nobody says which version is the newest" };
    const latest = known.state.kind === "exists" ? known.state.model.latestVersion : undefined;
    if (latest === undefined)
        return { doubt: `${(0,model_name/* fullName */.fq)(name)} has no version yet` };
    const doubt = await whyBuild(plan, {
        version: latest.id,
        cogVersion: cog.version,
        registry: registry.session,
        source,
    });
    return doubt === undefined ? { unchanged: latest } : { doubt };
}


/***/ }),

/***/ 77611:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  C5: () => (/* binding */ LARGE_IMAGE),
  wJ: () => (/* binding */ bootOf),
  w$: () => (/* binding */ lastLines),
  qK: () => (/* binding */ wasPreempted)
});

;// CONCATENATED MODULE: ./src/testing/boot-causes.ts
/**
 * What stood in the logs of versions that did not start, the surest first. The codes and the reasons are
 * those that users have reported (replicate-api facts, "Pushed is not accepted, accepted is not healthy");
 * the words are PyTorch's, CUDA's and Hugging Face's own.
 */
const CAUSES = [
    [
        /\bE1001\b|out of memory|OOM-?killed|CannotAllocate|std::bad_alloc|MemoryError/i,
        {
            what: "The machine ran out of memory.",
            remedy: "Choose hardware with more memory in the model's settings, or load less in setup(): half precision, one pipeline at a time.",
        },
    ],
    [
        /not compiled with CUDA|no CUDA GPUs|NVIDIA driver|libcud(a|nn|art)|CUDA driver version|libnvidia/i,
        {
            what: "The code asks for CUDA, and the image or the machine has none that fits.",
            remedy: "Set gpu: true under build in cog.yaml (and a cuda version that your framework is built for), and run the model on GPU hardware.",
        },
    ],
    [
        /cannot open shared object file|ImportError: lib[\w.+-]+\.so/,
        {
            what: "A library of the system is missing in the image.",
            remedy: "Add the package that has it to system_packages in cog.yaml.",
        },
    ],
    [
        /offline mode|LocalEntryNotFound|couldn't connect to|HF_HUB_OFFLINE|Max retries exceeded|NameResolutionError|FileNotFoundError|No such file or directory|404 Client Error|GatedRepo/i,
        {
            what: "Weights or files that setup() loads are not there.",
            remedy: "Put the weights into the image (download them in build.run or beside predict.py), or check their address and its token: setup() runs without your machine's caches.",
        },
    ],
    [
        /ModuleNotFoundError|ImportError|No module named/,
        {
            what: "A Python package is missing in the image, or does not fit the others.",
            remedy: "Add it to python_requirements (or python_packages) in cog.yaml, with its version.",
        },
    ],
    [
        /\bE6716\b|timed? ?out/i,
        {
            what: "The start took longer than Replicate waits for it.",
            remedy: "Make the image smaller and setup() quicker: a 30 GB image was seen to take 280 s to start.",
        },
    ],
];
const UNKNOWN = {
    "setup failed": {
        what: "setup() failed.",
        remedy: "Its log is below; the whole of it is on the model's page on Replicate.",
    },
    disabled: {
        what: "Replicate lists the version and runs no prediction on it (422). It does so with versions whose setup keeps failing; a version that was just pushed may also be unknown for a while.",
        remedy: "Look at the setup log on the model's page: the usual causes are an image that is too large, weights that can't be loaded, and a GPU model built without CUDA.",
    },
    stuck: {
        what: "It had not started when the time limit was over.",
        remedy: "Raise test-timeout-minutes if the image is large (30 GB take some 5 minutes); else look at the model's page, try other hardware, and build for linux/amd64.",
    },
    preempted: {
        what: "Replicate took the machine away twice.",
        remedy: "Run the job again later: the hardware is in demand.",
    },
};
/** What is known of a verdict's cause; undefined for a version that booted. */
function bootCause(verdict, said) {
    if (verdict === "booted")
        return undefined;
    const known = verdict === "setup failed" ? CAUSES.find(([pattern]) => pattern.test(said)) : undefined;
    return known?.[1] ?? UNKNOWN[verdict];
}

// EXTERNAL MODULE: ./src/testing/output.ts
var output = __webpack_require__(14311);
;// CONCATENATED MODULE: ./src/testing/boot.ts


/** Above this, users have seen versions that never started (57 GB; 31.8 GB was fine). Bytes, compressed. */
const LARGE_IMAGE = 40e9;
/** Machines that were taken away, in the words that users have seen (replicate-api facts, 2026). */
const PREEMPTED = /\(code: PA\)|^code: PA\b|\bE8765\b/m;
/** A failure of setup() or of the start, where a time says that predict() had begun all the same. */
const SETUP = /\bset-?up(\(\))? (has )?fail|\bfail\w* (to complete |to |in |during )?set-?up\b|\bE6716\b/i;
const LOG_LINES = 20;
/** Characters. */
const LINE_LENGTH = 300;
/**
 * Reads from its first prediction whether a version booted. A prediction that began has a machine that
 * came up, whatever became of it then.
 * @returns undefined when Replicate refused the prediction for another reason than the version.
 */
function bootOf(run) {
    if ("refused" in run) {
        if (!run.isVersionUnknown)
            return undefined;
        const verdict = "disabled";
        return { verdict, phases: undefined, url: undefined, log: [], cause: bootCause(verdict, "") };
    }
    const { prediction, phases } = run;
    const verdict = verdictOf(run);
    return {
        verdict,
        phases,
        url: prediction.url,
        log: lastLines(prediction.logs),
        cause: bootCause(verdict, `${prediction.error ?? ""}\n${prediction.logs}`),
    };
}
/** The last lines of a prediction's log. */
function lastLines(logs, count = LOG_LINES) {
    // A progress bar writes over its line again and again: what it wrote last is what stands there.
    const drawn = logs
        .split(/\r?\n/)
        .map((line) => line.split("\r").findLast((text) => text.trim() !== ""));
    const lines = drawn.filter((line) => line !== undefined);
    return lines.slice(-count).map((line) => (0,output/* shortText */.os)(line, LINE_LENGTH));
}
/** Whether the machine of a prediction was taken away. */
function wasPreempted({ status, error, logs }) {
    return status === "failed" && PREEMPTED.test(`${error}\n${logs}`);
}
function verdictOf({ prediction }) {
    const { status, error, startedAt } = prediction;
    if (status === "succeeded")
        return "booted";
    if (wasPreempted(prediction))
        return "preempted";
    if (status === "failed")
        return startedAt === undefined || SETUP.test(error ?? "") ? "setup failed" : "booted";
    return startedAt === undefined ? "stuck" : "booted";
}


/***/ }),

/***/ 64827:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  A: () => (/* binding */ passCompatibility),
  o: () => (/* binding */ passTrial)
});

// EXTERNAL MODULE: ./src/compatibility/compare.ts + 8 modules
var compare = __webpack_require__(72581);
// EXTERNAL MODULE: ./src/lib/errors.ts
var errors = __webpack_require__(97268);
// EXTERNAL MODULE: ./src/lib/masks.ts
var masks = __webpack_require__(90554);
// EXTERNAL MODULE: ./src/lib/model-name.ts
var model_name = __webpack_require__(89988);
// EXTERNAL MODULE: ./src/model/urls.ts
var urls = __webpack_require__(62127);
// EXTERNAL MODULE: ./src/testing/redacted.ts
var redacted = __webpack_require__(68406);
// EXTERNAL MODULE: ./src/testing/report.ts
var report = __webpack_require__(67108);
// EXTERNAL MODULE: ./src/testing/trial.ts
var testing_trial = __webpack_require__(77056);
// EXTERNAL MODULE: ./node_modules/@actions/core/lib/core.js + 8 modules
var lib_core = __webpack_require__(46058);
// EXTERNAL MODULE: ./src/lib/in-parallel.ts
var in_parallel = __webpack_require__(7214);
// EXTERNAL MODULE: ./src/http/problem.ts
var problem = __webpack_require__(24287);
// EXTERNAL MODULE: ./src/testing/boot.ts + 1 modules
var testing_boot = __webpack_require__(77611);
;// CONCATENATED MODULE: ./src/testing/boot-check.ts



/**
 * Runs the first prediction of a version, and tells whether it started.
 * @param limit seconds.
 * @throws {ActionError} when Replicate refuses the prediction for another reason than the version.
 */
async function bootCheck(predictions, version, input, limit) {
    const run = await predictions.run({ version }, input, limit);
    const boot = (0,testing_boot/* bootOf */.wJ)(run);
    if (boot === undefined && "refused" in run)
        throw notRun(run.refused);
    if (boot === undefined)
        throw new Error("unreachable: a prediction that ended tells of its boot");
    return { boot, run };
}
/** The error for a prediction that Replicate does not make at all. */
function notRun(reply) {
    return new errors/* ActionError */.lZ({
        what: `Replicate does not run the prediction: ${(0,problem/* describeReply */.CS)(reply)}.`,
        remedy: remedyFor(reply),
    });
}
function remedyFor(reply) {
    if (reply.status === 402)
        return "Add credit at https://replicate.com/account/billing, wait a few minutes, and run the job again.";
    if (reply.status === 422)
        return "Check the inputs: of the first test case, or of the model's example where there is none.";
    if ((0,problem/* isPassing */.WG)(reply))
        return "This is a fault on the way or at Replicate, tried several times: run the job again later.";
    return "Check that api-token may run the model.";
}

// EXTERNAL MODULE: ./src/compatibility/example.ts
var compatibility_example = __webpack_require__(44870);
// EXTERNAL MODULE: ./src/compatibility/openapi.ts
var openapi = __webpack_require__(18880);
;// CONCATENATED MODULE: ./src/testing/boot-input.ts


/**
 * Inputs for a prediction that nobody has given any for: the example's on the model's page, as far as the
 * version still has them, or else values for what the schema requires.
 */
function bootInput(example, schema) {
    const properties = (0,openapi/* inputProperties */.Q)(schema);
    const known = Object.entries(example ?? {}).filter(([name]) => properties === undefined || properties.has(name));
    return { ...(0,compatibility_example/* exampleInput */.x)(schema), ...Object.fromEntries(known) };
}

// EXTERNAL MODULE: ./src/testing/file-inputs.ts
var file_inputs = __webpack_require__(14812);
// EXTERNAL MODULE: ./src/http/retry.ts
var retry = __webpack_require__(28902);
// EXTERNAL MODULE: ./src/lib/json.ts
var json = __webpack_require__(18453);
// EXTERNAL MODULE: ./src/lib/log.ts
var log = __webpack_require__(61025);
// EXTERNAL MODULE: external "node:timers/promises"
var promises_ = __webpack_require__(58500);
;// CONCATENATED MODULE: ./src/lib/settled-within.ts

/** Waits until all of them have ended, one way or the other, or so many seconds are over. */
async function settledWithin(promises, seconds) {
    const all = [...promises];
    if (all.length === 0)
        return;
    await Promise.race([Promise.allSettled(all), (0,promises_.setTimeout)(seconds * 1000, undefined, { ref: false })]);
}

// EXTERNAL MODULE: ./src/lib/sleep.ts
var sleep = __webpack_require__(98964);
// EXTERNAL MODULE: ./src/replicate/parse.ts
var parse = __webpack_require__(92616);
;// CONCATENATED MODULE: ./src/replicate/predictions.ts



/**
 * Seconds that Replicate holds its answer for a prediction that may end at once (`Prefer: wait`, 1 to 60).
 * Short, because a step that is cancelled has to learn the id before it can cancel the prediction, and has
 * 10 seconds for all of it.
 */
const HOLD = 5;
/** The least that Cancel-After takes, by Replicate's schema. Seconds. */
const SHORTEST_LIMIT = 5;
/**
 * Creates a prediction. Sent once: a prediction has no idempotency key, so the caller decides.
 * @returns the prediction, ended or not, or the reply of a refusal.
 */
async function createPrediction(api, { run, input, limit, signal }) {
    const [path, body] = "version" in run
        ? ["/predictions", { version: run.version, input }]
        : [`/models/${(0,model_name/* fullName */.fq)(run.official)}/predictions`, { input }];
    const headers = {
        prefer: `wait=${HOLD}`,
        "cancel-after": `${Math.max(SHORTEST_LIMIT, Math.ceil(limit))}s`,
    };
    const reply = await api("POST", path, body, { headers, signal, once: true });
    return reply.status >= 200 && reply.status < 300 ? (0,parse/* parsePrediction */.Pl)(reply.body) : reply;
}
/** @throws {ActionError} when the API does not give it. */
async function getPrediction(api, id) {
    const reply = await api("GET", `/predictions/${encodeURIComponent(id)}`);
    if (reply.status === 200)
        return (0,parse/* parsePrediction */.Pl)(reply.body);
    throw (0,problem/* unexpected */.os)(`Reading the prediction ${id}`, reply);
}
/** @returns the reply; a prediction that has ended already is no matter. */
function cancelPrediction(api, id, signal) {
    return api("POST", `/predictions/${encodeURIComponent(id)}/cancel`, undefined, {
        signal,
        urgent: true,
    });
}

// EXTERNAL MODULE: ./src/testing/phases.ts
var phases = __webpack_require__(39646);
// EXTERNAL MODULE: ./src/lib/runner-file.ts
var runner_file = __webpack_require__(76172);
;// CONCATENATED MODULE: ./src/testing/running-predictions.ts






const STATE = "predictions";
/** Seconds for the last requests: the runner kills a step 10 s after it cancels it. */
const LAST_WORDS = 3;
/** Tells the post step which predictions run, for when this step is killed. Each ends by its time limit too. */
function noteRunning(ids) {
    (0,runner_file/* tellPostStep */.m)(STATE, [...ids].join(" "));
}
/** The predictions that the main step of this run has left running, as the post step is told. */
function leftRunning() {
    return core
        .getState(STATE)
        .split(" ")
        .filter((id) => id !== "");
}
/** Cancels predictions, as far as that takes no longer than there is. One that has ended is no matter. */
async function cancelPredictions(api, ids) {
    const signal = AbortSignal.timeout(LAST_WORDS * 1000);
    const cancellations = [...ids].map(async (id) => {
        try {
            const reply = await cancelPrediction(api, id, signal);
            if (reply.status !== 200)
                throw new Error((0,problem/* describeReply */.CS)(reply));
            (0,log/* say */.cv)(`Prediction ${id} was cancelled.`);
        }
        catch (error) {
            lib_core/* warning */.$e(`Prediction ${id} could not be cancelled (${(0,errors/* messageOf */.bD)(error)}); its time limit ends it.`);
        }
    });
    await Promise.all(cancellations);
}

;// CONCATENATED MODULE: ./src/testing/predictions.ts











/** Seconds for which a version may be unknown to predictions: one that was just pushed, and any other. */
const REGISTRATION_PATIENCE = { fresh: 30, known: 10 };
/** Seconds for which the account's rate limit is waited for. It resets within a minute. */
const THROTTLING_PATIENCE = 120;
/** Attempts at a creation that fails on the way; a prediction too many ends by its own limit. */
const ATTEMPTS = 3;
/** Seconds that Replicate's own time limit is waited for before a prediction is cancelled from here. */
const GRACE = 5;
/**
 * Seconds for creations that are under way when the step is over: the runner kills a step 10 s after it
 * cancels it, and the last requests take some of that.
 */
const CREATION_PATIENCE = 6;
/**
 * Runs predictions for one step: under the account's rate limit, each with a time limit, and none of them
 * left running when the step is over.
 */
class Predictions {
    #api;
    #signal;
    #creations = new Set();
    #running = new Set();
    /** Ends creations that are never answered, when the step is over. */
    #end = new AbortController();
    #patience;
    #isThrottled = false;
    /** The rate limit did not reset in time: nothing waits for it any more. */
    #isGivenUp = false;
    #turn = Promise.resolve();
    /**
     * @param signal of the step.
     * @param isFresh whether the version was just pushed, so that predictions may not know it yet.
     */
    constructor(api, signal, isFresh) {
        this.#api = api;
        this.#signal = signal;
        this.#patience = REGISTRATION_PATIENCE[isFresh ? "fresh" : "known"];
    }
    /**
     * Runs one prediction to its end. One whose machine was taken away meanwhile is run once more.
     * @param limit seconds, from its creation on.
     * @throws {ActionError} when it can't be read any more; the signal's reason when the step is cancelled.
     */
    async run(run, input, limit) {
        const first = await this.#runOnce(run, input, limit);
        if ("refused" in first || !(0,testing_boot/* wasPreempted */.qK)(first.prediction))
            return first;
        lib_core/* warning */.$e(`Replicate took the machine of prediction ${first.prediction.id} away; trying once more.`);
        return this.#runOnce(run, input, limit);
    }
    async #runOnce(run, input, limit) {
        const created = await this.#create({ run, input, limit, signal: this.#end.signal });
        return "refused" in created ? created : this.#watch(created, limit);
    }
    /** Cancels whatever is still running. What can't be cancelled ends by its own time limit. */
    async close() {
        await settledWithin(this.#creations, CREATION_PATIENCE);
        this.#end.abort(new Error("the step is over"));
        await cancelPredictions(this.#api, this.#running);
        noteRunning([]);
    }
    /** Creates a prediction; once the account's rate limit was met, one at a time. */
    async #create(wanted) {
        if (!this.#isThrottled)
            return this.#attempt(wanted);
        const turn = this.#turn.then(() => this.#attempt(wanted));
        this.#turn = turn.catch(() => undefined);
        return turn;
    }
    async #attempt(wanted) {
        const began = Date.now();
        const until = (seconds) => began + seconds * 1000;
        const patience = {
            version: until(this.#patience),
            throttling: until(this.#isGivenUp ? 0 : THROTTLING_PATIENCE),
        };
        for (let attempt = 1;; attempt++) {
            this.#signal.throwIfAborted();
            this.#end.signal.throwIfAborted();
            const reply = await this.#send(wanted);
            if ("id" in reply)
                return reply;
            const isVersionUnknown = "version" in wanted.run && saysVersionUnknown(reply);
            const seconds = this.#pauseAfter(reply, isVersionUnknown, attempt, patience);
            if (seconds === undefined)
                return { refused: reply, isVersionUnknown };
            (0,log/* debug */.Yz)(`prediction not created (${(0,problem/* describeReply */.CS)(reply)}), again in ${seconds} s`);
            await (0,sleep/* pause */.v7)(seconds, this.#signal);
            if (reply.status === 429 && !this.#isThrottled) {
                this.#isThrottled = true;
                return this.#create(wanted);
            }
        }
    }
    /** Sends it whatever becomes of the step meanwhile: without its id it could not be cancelled. */
    async #send(wanted) {
        const creation = createPrediction(this.#api, wanted).then((created) => {
            if ("id" in created && !hasEnded(created))
                noteRunning(this.#running.add(created.id));
            return created;
        });
        this.#creations.add(creation);
        const forget = () => this.#creations.delete(creation);
        creation.then(forget, forget);
        return (0,sleep/* untilAborted */.Eu)(creation, this.#signal);
    }
    /** Seconds until the next attempt; undefined when the reply stands. */
    #pauseAfter(reply, isVersionUnknown, attempt, patience) {
        if (reply.status === 429) {
            const turn = Math.min(attempt, retry/* ATTEMPTS */.PY - 1);
            const seconds = (0,retry/* retryPause */.vX)("POST", reply, turn, Math.random(), new Date()) ?? 0;
            this.#isGivenUp = Date.now() + seconds * 1000 > patience.throttling;
            return this.#isGivenUp ? undefined : seconds;
        }
        if (isVersionUnknown)
            return Date.now() < patience.version ? Math.min(attempt, 5) : undefined;
        const isPassing = reply.status === 0 || reply.status >= 500;
        return isPassing && attempt < ATTEMPTS ? 2 ** attempt : undefined;
    }
    /** Asks for a prediction until it has ended, or its time is over. */
    async #watch(created, limit) {
        const { id } = created;
        const deadline = Date.now() + (limit + GRACE) * 1000;
        let prediction = created;
        let setupSeenAt;
        for (let seconds = 0.5; !hasEnded(prediction); seconds = Math.min(seconds * 1.3, 5)) {
            if (prediction.status === "starting" && prediction.logs !== "")
                setupSeenAt ??= Date.now();
            if (Date.now() >= deadline) {
                await cancelPrediction(this.#api, id, this.#signal);
                prediction = await getPrediction(this.#api, id);
                break;
            }
            await (0,sleep/* pause */.v7)(seconds, this.#signal);
            prediction = await getPrediction(this.#api, id);
        }
        if (hasEnded(prediction) && this.#running.delete(id))
            noteRunning(this.#running);
        return { prediction, phases: (0,phases/* phasesOf */.I)(prediction, setupSeenAt, Date.now()) };
    }
}
function hasEnded({ status }) {
    return status !== "starting" && status !== "processing";
}
/** Replicate answers 422 to a version that it does not know, or has disabled, and to wrong inputs. */
function saysVersionUnknown({ status, body }) {
    if (status !== 422)
        return false;
    return !((0,json/* isRecord */.u4)(body) && Array.isArray(body["invalid_fields"]));
}

// EXTERNAL MODULE: external "node:crypto"
var external_node_crypto_ = __webpack_require__(77598);
// EXTERNAL MODULE: external "node:fs/promises"
var external_node_fs_promises_ = __webpack_require__(51455);
// EXTERNAL MODULE: external "node:path"
var external_node_path_ = __webpack_require__(76760);
// EXTERNAL MODULE: ./src/http/download.ts
var download = __webpack_require__(92322);
// EXTERNAL MODULE: ./src/lib/units.ts
var units = __webpack_require__(20212);
;// CONCATENATED MODULE: ./src/testing/images.ts
/**
 * The mean distance of two pictures' pixels, above which they are not the same. Of 255 a colour; encoders
 * and GPUs differ by less. cog-safe-push has the same measure and the same limit (its match_outputs.py).
 */
const TOLERANCE = 8;
/**
 * Decodes a PNG, JPEG, WebP, GIF, BMP or TIFF.
 * @returns undefined for what is none.
 */
async function decodePicture(bytes) {
    const { PhotonImage } = await __webpack_require__.e(/* import() */ 401).then(__webpack_require__.t.bind(__webpack_require__, 33401, 23));
    try {
        const image = PhotonImage.new_from_byteslice(new Uint8Array(bytes));
        const picture = {
            width: image.get_width(),
            height: image.get_height(),
            pixels: image.get_raw_pixels(),
        };
        image.free();
        return picture;
    }
    catch {
        // The library panics on what it can't decode, and says nothing of use.
        return undefined;
    }
}
/** The mean distance of the pixels of two pictures of one size. */
function meanDistance(one, other) {
    let sum = 0;
    for (let at = 0; at < one.pixels.length; at += 4) {
        let square = 0;
        for (let channel = at; channel < at + 4; channel++)
            square += ((one.pixels[channel] ?? 0) - (other.pixels[channel] ?? 0)) ** 2;
        sum += Math.sqrt(square);
    }
    return sum / Math.max(1, one.width * one.height);
}

// EXTERNAL MODULE: ./src/testing/output.ts
var testing_output = __webpack_require__(14311);
;// CONCATENATED MODULE: ./src/testing/remote-files.ts







/** Pictures beyond this size are compared as files. Bytes. */
const LARGEST_PICTURE = 64 * 1024 * 1024;
const SHOWN = 300;
/** Files that outputs and test cases name by address, each downloaded once. */
class Contents {
    #runtime;
    #token;
    #known = new Map();
    /** @param token of the API, for output files that want it. */
    constructor(runtime, token) {
        this.#runtime = runtime;
        this.#token = token;
    }
    /** What a judge is told of a file: language models see pictures, and no sizes or formats. */
    async describe(url) {
        const { fault, contentType, size, picture } = await this.#read(url);
        const type = contentType.split(";")[0] || "unknown type";
        const pixels = picture === undefined ? "" : `, ${picture.width}×${picture.height} pixels`;
        const description = fault ?? `${type}${pixels}, ${(0,units/* bytes */.e)(size)}`;
        return { url, description, isImage: type.startsWith("image/") || picture !== undefined };
    }
    /** Whether an output is a file with the same content as another: pictures by their pixels. */
    async matchFailure(expectedUrl, output) {
        const expected = `the content of ${expectedUrl}`;
        const url = Array.isArray(output) && output.length === 1 ? output[0] : output;
        if (!(0,testing_output/* isUrl */.gU)(url))
            return { expected, got: (0,testing_output/* shortText */.os)(output, SHOWN) };
        const difference = remote_files_compare(...(await Promise.all([this.#read(expectedUrl), this.#read(url)])));
        if (difference === undefined)
            return undefined;
        return { expected, got: `${(0,testing_output/* shortText */.os)(url, SHOWN)}: ${difference}` };
    }
    #read(url) {
        const known = this.#known.get(url) ?? this.#download(url);
        this.#known.set(url, known);
        return known;
    }
    async #download(url) {
        const path = (0,external_node_path_.join)(this.#runtime.context.temporaryDirectory, `output-${(0,external_node_crypto_.randomUUID)()}`);
        try {
            let answer = await (0,download/* download */.R)(url, path, this.#runtime.httpOptions);
            if ((answer.status === 401 || answer.status === 403) && this.#mayHaveToken(url))
                answer = await (0,download/* download */.R)(url, path, this.#runtime.httpOptions, {
                    authorization: `Bearer ${this.#token}`,
                });
            const { status, contentType, digest = "", fault } = answer;
            const none = { url, contentType, digest, size: 0, picture: undefined };
            if (status !== 200)
                return { ...none, fault: `${url} gives ${fault ?? `HTTP ${status}`}` };
            const { size } = await (0,external_node_fs_promises_.stat)(path);
            const isPicture = size <= LARGEST_PICTURE && !/^(video|audio|text)\//.test(contentType);
            const picture = isPicture ? await decodePicture(await (0,external_node_fs_promises_.readFile)(path)) : undefined;
            return { url, fault: undefined, contentType, digest, size, picture };
        }
        finally {
            await (0,external_node_fs_promises_.rm)(path, { force: true });
        }
    }
    /** Replicate's schema: output files are on replicate.delivery, and may want the token. */
    #mayHaveToken(url) {
        const { origin, hostname, protocol } = new URL(url);
        const isDelivery = /^(.+\.)?replicate\.delivery$/.test(hostname) && protocol === "https:";
        return isDelivery || origin === new URL(this.#runtime.context.apiUrl).origin;
    }
}
/** How one content is not the other; undefined when it is. */
function remote_files_compare(expected, got) {
    const fault = expected.fault ?? got.fault;
    if (fault !== undefined)
        return fault;
    if (expected.digest === got.digest)
        return undefined;
    const [one, other] = [expected.picture, got.picture];
    if (one === undefined || other === undefined)
        return `another content (${(0,units/* bytes */.e)(got.size)}, ${(0,units/* bytes */.e)(expected.size)} expected)`;
    if (one.width !== other.width || one.height !== other.height)
        return `${other.width}×${other.height} pixels, ${one.width}×${one.height} expected`;
    const distance = meanDistance(one, other);
    if (distance <= TOLERANCE)
        return undefined;
    return `its pixels differ by ${distance.toFixed(1)} of 255 on average (${TOLERANCE} is allowed)`;
}

// EXTERNAL MODULE: ./src/testing/in-time.ts
var in_time = __webpack_require__(1423);
;// CONCATENATED MODULE: ./src/testing/checks.ts


/** Of what came, as much as a message shows. Characters. */
const checks_SHOWN = 500;
/** Seconds that a regular expression may take: some take longer than anyone waits. */
const LONGEST_MATCH = 5;
/** What can be judged of a prediction without asking anyone: how it ended, its text, its time. */
function plainFailures(expected, { status, error }, output, { running }) {
    const { errorContains, maxSeconds } = expected;
    const said = (0,testing_output/* shortText */.os)(error ?? "no error", checks_SHOWN);
    const isSlow = maxSeconds !== undefined && running !== undefined && running > maxSeconds;
    const slow = isSlow
        ? [{ expected: `at most ${maxSeconds} s of predict()`, got: `${running.toFixed(1)} s` }]
        : [];
    if (errorContains !== undefined) {
        const asExpected = status === "failed" && (error ?? "").includes(errorContains);
        const got = status === "failed" ? said : status;
        const wanted = `an error that contains ${(0,testing_output/* shortText */.os)(errorContains, checks_SHOWN)}`;
        return [...(asExpected ? [] : [{ expected: wanted, got }]), ...slow];
    }
    if (status !== "succeeded")
        return [{ expected: "no error", got: describeEnd(status, said) }];
    return [...textFailures(expected, output), ...slow];
}
function describeEnd(status, error) {
    switch (status) {
        case "failed":
            return error;
        case "aborted":
        case "starting":
            return "it had not started when its time was over";
        default:
            return "it was still running when its time was over";
    }
}
function textFailures({ exactString, matches }, output) {
    const got = (0,testing_output/* shortText */.os)(output, checks_SHOWN);
    const failures = [];
    if (exactString !== undefined && output !== exactString)
        failures.push({ expected: `exactly ${(0,testing_output/* shortText */.os)(exactString, checks_SHOWN)}`, got });
    if (matches !== undefined) {
        const text = typeof output === "string" ? output : (JSON.stringify(output) ?? "");
        const match = (0,in_time/* inTime */.R)(LONGEST_MATCH, () => matches.test(text));
        const expected = `a match of ${(0,testing_output/* shortText */.os)(String(matches), checks_SHOWN)}`;
        if (match === undefined)
            failures.push({ expected, got: `no answer within ${LONGEST_MATCH} s, of ${got}` });
        else if (!match.result)
            failures.push({ expected, got });
    }
    return failures;
}

// EXTERNAL MODULE: ./src/testing/jq.ts
var testing_jq = __webpack_require__(70839);
// EXTERNAL MODULE: ./src/testing/question.ts
var question = __webpack_require__(92014);
;// CONCATENATED MODULE: ./src/testing/judge.ts



/** Seconds that a judge may take for one answer. */
const LIMIT = 300;
/** A no is asked again, and two of three decide: language models are not of one mind. */
const MOST_ANSWERS = 3;
const judge_SHOWN = 300;
/**
 * Asks the judge whether an output is as described. A yes is taken at once, a no is asked again.
 * An answer that is neither counts as a no, and is shown.
 */
async function askJudge(judge, description, output, { predictions, contents }) {
    const files = await Promise.all((0,testing_output/* urlsIn */._O)(output).map((url) => contents.describe(url)));
    const input = (0,question/* question */.b1)(judge.inputs, description, output, files);
    const judgements = [];
    const count = (isMatch) => judgements.filter((judgement) => judgement.isMatch === isMatch).length;
    while (judgements.length < MOST_ANSWERS) {
        judgements.push(await answerOf(judge, input, predictions));
        if (judgements[0]?.isMatch || count(true) === 2 || count(false) === 2)
            break;
    }
    return {
        judge: judge.name,
        question: description,
        isMatch: judgements[0]?.isMatch === true || count(true) === 2,
        answers: judgements.map(({ isMatch, reason }) => `${isMatch ? "yes" : "no"}: ${reason}`),
    };
}
async function answerOf({ run, schema }, input, predictions) {
    const no = (reason) => ({ isMatch: false, reason });
    const result = await predictions.run(run, input, LIMIT);
    if ("refused" in result)
        return no(`the judge was not asked: ${(0,problem/* describeReply */.CS)(result.refused)}`);
    const { status, output, error } = result.prediction;
    if (status !== "succeeded")
        return no(`the judge gave no answer: ${error ?? status}`);
    const pieces = Array.isArray(output) ? output.join("") : (0,testing_output/* wholeOutput */.Fs)(output, schema);
    const text = typeof pieces === "string" ? pieces : (0,testing_output/* shortText */.os)(pieces, judge_SHOWN);
    return (0,question/* readJudgement */.Q9)(text) ?? no(`neither yes nor no: ${(0,testing_output/* shortText */.os)(text, judge_SHOWN)}`);
}

;// CONCATENATED MODULE: ./src/testing/report-case.ts






/** Judges one test case by what its prediction gave. */
async function reportCase(one, run, before, equipment) {
    const { name, inputs } = one;
    const common = { name, inputs, before: before && asBefore(before, equipment.schema) };
    if ("refused" in run)
        return { ...common, ...refusedCase(one, run) };
    const output = (0,testing_output/* wholeOutput */.Fs)(run.prediction.output, equipment.schema);
    const { failures, verdict } = await examine(one, run, output, equipment);
    const { url, logs } = run.prediction;
    return { ...common, output, failures, verdict, phases: run.phases, url, log: (0,testing_boot/* lastLines */.w$)(logs) };
}
async function examine({ expected }, { prediction, phases }, output, equipment) {
    const plain = plainFailures(expected, prediction, output, phases);
    // Without an output there is nothing more to look at.
    if (prediction.status !== "succeeded")
        return { failures: plain, verdict: undefined };
    const { jqQuery, matchUrl, matchPrompt } = expected;
    const [jq, content, verdict] = await Promise.all([
        jqQuery === undefined ? undefined : (0,testing_jq/* jqFailure */.e)(jqQuery, output),
        matchUrl === undefined ? undefined : equipment.contents.matchFailure(matchUrl, output),
        matchPrompt === undefined || equipment.judge === undefined
            ? undefined
            : askJudge(equipment.judge, matchPrompt, output, equipment),
    ]);
    const judged = verdict && !verdict.isMatch ? judgedFailure(verdict) : undefined;
    const failures = [...plain, jq, content, judged].filter((failure) => failure !== undefined);
    return { failures, verdict };
}
function judgedFailure({ judge, question, answers }) {
    return { expected: `${question} (asked of ${judge})`, got: answers.join("; ") };
}
/** A prediction that Replicate did not make: as expected, when its words are the error that was expected. */
function refusedCase({ expected }, { refused }) {
    const said = (0,problem/* describeReply */.CS)(refused);
    const { errorContains } = expected;
    const isExpected = errorContains !== undefined &&
        (said.includes(errorContains) || refused.text.includes(errorContains));
    const wanted = errorContains === undefined ? "a prediction" : `an error that contains ${errorContains}`;
    return {
        failures: isExpected ? [] : [{ expected: wanted, got: said }],
        output: undefined,
        phases: undefined,
        url: undefined,
        log: [],
        verdict: undefined,
    };
}
function asBefore(run, schema) {
    if ("refused" in run)
        return { fault: (0,problem/* describeReply */.CS)(run.refused) };
    const { status, output, error } = run.prediction;
    if (status !== "succeeded")
        return { fault: error ?? status };
    return { output: (0,testing_output/* wholeOutput */.Fs)(output, schema) };
}

// EXTERNAL MODULE: external "node:fs"
var external_node_fs_ = __webpack_require__(73024);
;// CONCATENATED MODULE: ./src/replicate/files.ts



/** A name of more bytes is refused (files.create in Replicate's schema). */
const LONGEST_NAME = 255;
/** Seconds that any file may take, and bytes a second that a large one has to keep up: it may have 100 MB. */
const TIMEOUT = 30;
const SLOWEST = 250_000;
/**
 * Uploads a file, for a prediction's input.
 * @throws {ActionError} when it is refused, as one that is too large is (413).
 */
async function uploadFile(api, path, content, signal) {
    const form = new FormData();
    const name = (0,external_node_path_.basename)(path).slice(-LONGEST_NAME);
    form.set("content", content, name);
    form.set("filename", name);
    const reply = await api("POST", "/files", form, {
        signal,
        timeout: TIMEOUT + Math.ceil(content.size / SLOWEST),
    });
    if (reply.status === 200 || reply.status === 201)
        return (0,parse/* parseFile */.CJ)(reply.body);
    throw (0,problem/* unexpected */.os)(`Uploading ${path}`, reply);
}
/** @returns the reply: 204 when it is gone. */
function deleteFile(api, id, signal) {
    return api("DELETE", `/files/${encodeURIComponent(id)}`, undefined, { signal, urgent: true });
}

;// CONCATENATED MODULE: ./src/testing/upload-inputs.ts









const CONCURRENCY = 4;
/** Seconds that an upload which is under way is waited for when the step is over. */
const PATIENCE = 5;
/** Seconds for the last requests of a step that is over. */
const upload_inputs_LAST_WORDS = 3;
/** Files of the workspace that are inputs of predictions: uploaded once each, and deleted afterwards. */
class Uploads {
    #api;
    #signal;
    #uploaded = [];
    #pending = new Set();
    /** Ends uploads that are too slow for a step that is over. */
    #end = new AbortController();
    /** @param signal of the step. */
    constructor(api, signal) {
        this.#api = api;
        this.#signal = signal;
    }
    /**
     * @param paths relative to `directory`.
     * @returns the address of each.
     */
    async upload(paths, directory) {
        const addresses = await (0,in_parallel/* inParallel */.H)([...new Set(paths)], CONCURRENCY, async (path) => {
            return [path, await this.#send(path, (0,external_node_path_.resolve)(directory, path))];
        });
        return new Map(addresses);
    }
    /** Sends it whatever becomes of the step meanwhile: without its id it could not be deleted. */
    async #send(name, path) {
        const content = await (0,external_node_fs_.openAsBlob)(path);
        const uploading = uploadFile(this.#api, name, content, this.#end.signal).then((file) => {
            this.#uploaded.push(file);
            return file.url;
        });
        this.#pending.add(uploading);
        const forget = () => this.#pending.delete(uploading);
        uploading.then(forget, forget);
        return (0,sleep/* untilAborted */.Eu)(uploading, this.#signal);
    }
    /** Deletes what was uploaded. What can't be deleted is Replicate's to expire. */
    async remove() {
        await settledWithin(this.#pending, PATIENCE);
        this.#end.abort(new Error("the step is over"));
        const signal = AbortSignal.timeout(upload_inputs_LAST_WORDS * 1000);
        await (0,in_parallel/* inParallel */.H)(this.#uploaded, CONCURRENCY, async ({ id }) => {
            try {
                const reply = await deleteFile(this.#api, id, signal);
                if (reply.status === 204 || reply.status === 404)
                    return;
                lib_core/* warning */.$e(`The uploaded file ${id} was not deleted: ${(0,problem/* describeReply */.CS)(reply)}.`);
            }
            catch (error) {
                lib_core/* warning */.$e(`The uploaded file ${id} was not deleted: ${(0,errors/* messageOf */.bD)(error)}.`);
            }
        });
    }
}

// EXTERNAL MODULE: ./src/testing/uploads.ts
var testing_uploads = __webpack_require__(79142);
// EXTERNAL MODULE: ./node_modules/fastest-levenshtein/mod.js
var mod = __webpack_require__(21916);
;// CONCATENATED MODULE: ./src/testing/valid-inputs.ts





/**
 * Checks the inputs of test cases against a version's own schema (OpenAPI 3.0, as Cog writes it).
 * A case that expects an error may give what is wrong on purpose.
 * @param unchecked is told when the schema is one that can't be used: then only names are checked.
 * @param unknown is told of inputs that the version does not have; without it they are problems as well.
 * @returns a line for each problem, none when there is no schema to check against.
 */
async function inputProblems(cases, schema, unchecked, unknown) {
    const properties = (0,openapi/* inputProperties */.Q)(schema);
    if (schema === undefined || properties === undefined)
        return [];
    // What Cog writes for predict(**inputs).
    const takesAny = (0,openapi/* dig */.r)(schema, "components", "schemas", "Input", "additionalProperties") === true;
    const validate = await validator(schema, unchecked);
    return cases
        .filter(({ expected }) => expected.errorContains === undefined)
        .flatMap(({ name, inputs }) => {
        const unheard = Object.keys(inputs)
            .filter((key) => !takesAny && !properties.has(key))
            .map((key) => `${name}: input ${key} is unknown to the version${nearest(key, properties)}`);
        if (unknown !== undefined)
            unheard.forEach(unknown);
        const problems = validate(inputs).map((problem) => `${name}: ${problem}`);
        return unknown === undefined ? [...unheard, ...problems] : problems;
    });
}
async function validator(schema, unchecked) {
    const { default: Ajv } = await __webpack_require__.e(/* import() */ 463).then(__webpack_require__.t.bind(__webpack_require__, 42463, 23));
    const ajv = new Ajv.default({
        strict: false,
        validateFormats: false,
        validateSchema: false,
        allErrors: true,
        ownProperties: true,
        logger: false,
        code: { regExp: Object.assign(lenientPattern, { code: "lenientPattern" }) },
    });
    const leave = (error) => {
        unchecked?.((0,errors/* messageOf */.bD)(error));
        return [];
    };
    try {
        ajv.addSchema(asJsonSchema(schema), "version");
        const validate = ajv.compile({ $ref: "version#/components/schemas/Input" });
        // The validator of a schema that is nonsense may throw only when it is used.
        return (inputs) => {
            try {
                validate(inputs);
            }
            catch (error) {
                return leave(error);
            }
            return (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath.slice(1) || "inputs"} ${message}`);
        };
    }
    catch (error) {
        leave(error);
        return () => [];
    }
}
/** Seconds that a pattern may take. */
const valid_inputs_LONGEST_MATCH = 5;
/** Cog's patterns are Python's; one that JavaScript does not know, or not in time, is left to the model. */
function lenientPattern(pattern) {
    try {
        const known = new RegExp(pattern);
        return { test: (text) => (0,in_time/* inTime */.R)(valid_inputs_LONGEST_MATCH, () => known.test(text))?.result ?? true };
    }
    catch {
        return { test: () => true };
    }
}
function nearest(key, properties) {
    const [near] = [...properties.keys()].sort((a, b) => (0,mod/* distance */.Io)(key, a) - (0,mod/* distance */.Io)(key, b));
    return near === undefined ? "" : ` (it has ${near})`;
}
/** OpenAPI 3.0's `nullable`, which JSON schema has not. */
function asJsonSchema(schema) {
    const convert = (value) => {
        if (Array.isArray(value))
            return value.map(convert);
        if (!(0,json/* isRecord */.u4)(value))
            return value;
        const { nullable, ...rest } = value;
        const plain = Object.fromEntries(Object.entries(rest).map(([key, part]) => [key, convert(part)]));
        if (nullable === true)
            return { anyOf: [plain, { type: "null" }] };
        return nullable === false || nullable === undefined
            ? plain
            : { ...plain, nullable: convert(nullable) };
    };
    const converted = convert(schema);
    return (0,json/* isRecord */.u4)(converted) ? converted : {};
}

;// CONCATENATED MODULE: ./src/testing/try-version.ts













/**
 * Runs a version on Replicate's machines: the first test case alone, which tells whether it boots, then the
 * others side by side. Whatever becomes of the step, no prediction and no uploaded file is left.
 * @throws {ActionError} when inputs do not fit the version, or Replicate runs no predictions.
 */
async function tryVersion(subject, { suite, limit }, tools, tell, runtime) {
    const predictions = new Predictions(tools.api, runtime.signal, subject.isFresh);
    const uploads = new Uploads(tools.api, runtime.signal);
    const { model, version, previous } = subject;
    try {
        const cases = suite === undefined ? [] : await prepare(suite, subject, uploads, runtime);
        const first = cases.find(({ expected }) => expected.errorContains === undefined);
        const input = first?.inputs ?? bootInput(subject.exampleInput, version.schema);
        const { boot, run } = await bootCheck(predictions, version.id, input, limit);
        tell.booted(boot);
        const trial = { model, version: version.id, boot };
        if (boot.verdict !== "booted")
            return { ...trial, cases: [] };
        const contents = new Contents(runtime, tools.apiToken);
        const equipment = { predictions, contents, judge: tools.judge, schema: version.schema };
        const examine = async (one) => {
            const [own, before] = await Promise.all([
                one === first ? run : predictions.run({ version: version.id }, one.inputs, limit),
                one.compare && previous
                    ? predictions.run({ version: previous.id }, one.inputs, limit)
                    : undefined,
            ]);
            const report = await reportCase(one, own, before, equipment);
            tell.tested(report);
            return report;
        };
        return { ...trial, cases: await (0,in_parallel/* inParallel */.H)(cases, suite?.parallel ?? 1, examine) };
    }
    finally {
        await Promise.all([predictions.close(), uploads.remove()]);
    }
}
/** Checks the cases against the version, and uploads the files that they name. */
async function prepare({ cases, isSafePush }, { version, model, directory }, uploads, { context }) {
    const unknown = [];
    const problems = await inputProblems(cases, version.schema, (reason) => lib_core/* warning */.$e(`The schema of ${(0,model_name/* fullName */.fq)(model)} can't be used to check the inputs of the test cases: ${reason}.`), isSafePush ? (line) => unknown.push(line) : undefined);
    if (problems.length > 0)
        throw new errors/* ActionError */.lZ({
            what: `The test cases do not fit the version of ${(0,model_name/* fullName */.fq)(model)}: ${problems.join("; ")}.`,
            remedy: "Correct the inputs in test-cases. No prediction was made.",
        });
    if (unknown.length > 0)
        lib_core/* warning */.$e(`Inputs of the test cases may have no effect: ${unknown.join("; ")}. cog-safe-push lets them pass, and a list of test cases does not.`);
    const paths = cases.flatMap(({ inputs }) => (0,file_inputs/* pathsIn */.M)(inputs, version.schema));
    if (paths.length === 0)
        return [...cases];
    await (0,testing_uploads/* checkUploads */.p)(paths, directory, context.workspace);
    const addresses = await uploads.upload(paths, directory);
    return cases.map((one) => ({
        ...one,
        inputs: (0,file_inputs/* withAddresses */.t)(one.inputs, version.schema, addresses),
    }));
}

;// CONCATENATED MODULE: ./src/testing/gates.ts









/**
 * Compares a version's schema with that of the version that users call today.
 * @param consequence what it means for production when the gate fails: `Nothing was pushed.`
 * @throws {ActionError} when it would break them, and that is not to be.
 */
function passCompatibility(gates, schemas, model, findings, consequence) {
    if (gates.compatibility === "off")
        return;
    const compared = (0,compare/* compareSchemas */._)(schemas.before, schemas.after);
    const compatibility = (0,redacted/* redactedCompatibility */.D)(compared, masks/* redact */.E);
    findings.compatibility = compatibility;
    (0,report/* reportCompatibility */.l8)(compatibility, gates.compatibility, schemas, model);
    if (compatibility.verdict === "breaking" && gates.compatibility === "fail")
        throw breaking(compatibility, model, consequence);
}
/**
 * Tries a version on Replicate's machines: whether it boots, and what its test cases give.
 * @throws {ActionError} when it does not pass; `consequence` says what that means for production.
 */
async function passTrial(gates, subject, ready, size, findings, consequence, runtime) {
    if (!gates.bootCheck || ready === undefined)
        return;
    (0,report/* warnOfSize */.HP)((await size)?.size, subject.model);
    const tried = await tryVersion(subject, gates, ready, report/* trialListener */.Zv, runtime);
    const trial = (0,redacted/* redactedTrial */.d)(tried, masks/* redact */.E);
    findings.trial = trial;
    (0,report/* reportTrial */.bd)(trial);
    if (!(0,testing_trial/* hasPassed */.P)(trial))
        throw failed(trial, consequence);
}
function breaking({ changes }, model, consequence) {
    return new errors/* ActionError */.lZ({
        what: `This version would break those who call ${(0,model_name/* fullName */.fq)(model)} today: ${(0,report/* breaks */.T5)(changes).join("; ")}. ${consequence}`,
        remedy: "Keep what callers use (an input that is added should have a default), or set compatibility to warn if the break is meant.",
    });
}
function failed({ boot, cases, model, version }, consequence) {
    const name = `${(0,model_name/* fullName */.fq)(model)}:${version.slice(0, 12)}`;
    if (boot.cause !== undefined)
        return new errors/* ActionError */.lZ({
            what: `${name} does not start on Replicate: ${boot.verdict}. ${boot.cause.what} ${consequence}`,
            remedy: `${boot.cause.remedy} See ${(0,urls/* versionPage */.o)(model, version, undefined)}.${boot.log.length === 0 ? "" : `\nIts log ends so:\n${boot.log.slice(-5).join("\n")}`}`,
        });
    const failures = cases.filter((one) => one.failures.length > 0);
    const lines = failures.map((one) => `- ${one.name}: ${one.failures.map(({ expected, got }) => `expected ${expected}, got ${got}`).join("; ")}`);
    return new errors/* ActionError */.lZ({
        what: `${failures.length} of ${cases.length} test cases failed on ${name}. ${consequence}\n${lines.join("\n")}`,
        remedy: "The summary has the inputs, the outputs, the logs and the links of each.",
    });
}


/***/ }),

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

/***/ 39646:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   I: () => (/* binding */ phasesOf),
/* harmony export */   z: () => (/* binding */ isCold)
/* harmony export */ });
/** A wait that is longer than this is no queue: a machine was started for it. Seconds. */
const COLD = 10;
/**
 * Tells a prediction's phases apart, from its own times.
 * @param setupSeenAt when lines of the log were first seen while it had not begun; milliseconds of the
 * epoch, as `now`.
 */
function phasesOf({ createdAt, startedAt, completedAt, predictSeconds }, setupSeenAt, now) {
    const end = completedAt ?? now;
    const begun = startedAt ?? end;
    const setup = setupSeenAt === undefined || setupSeenAt > begun ? begun : setupSeenAt;
    const ran = predictSeconds ?? seconds(begun, end);
    return {
        queued: seconds(createdAt, setup),
        setup: setup < begun ? seconds(setup, begun) : undefined,
        running: startedAt === undefined ? undefined : ran,
    };
}
/** Whether a machine had to be started for it. */
function isCold({ queued, setup = 0 }) {
    return queued + setup > COLD;
}
function seconds(from, to) {
    return Math.max(0, (to - from) / 1000);
}


/***/ }),

/***/ 68406:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   D: () => (/* binding */ redactedCompatibility),
/* harmony export */   d: () => (/* binding */ redactedTrial)
/* harmony export */ });
/* harmony import */ var _lib_json_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(18453);

/**
 * What was found, without secrets. Taken out of the values themselves: a table cuts and escapes what it
 * shows, and a part of a secret is recognised by nobody.
 */
function redactedCompatibility(found, redact) {
    const changes = found.changes.map((change) => ({
        ...change,
        name: redact(change.name),
        before: change.before && redact(change.before),
        after: change.after && redact(change.after),
        reason: redact(change.reason),
    }));
    return { ...found, changes };
}
/** The same of a trial: inputs, outputs, errors and logs. */
function redactedTrial(trial, redact) {
    const lines = (log) => log.map(redact);
    return {
        ...trial,
        boot: { ...trial.boot, log: lines(trial.boot.log) },
        cases: trial.cases.map(({ verdict, before, ...one }) => ({
            ...one,
            name: redact(one.name),
            inputs: redactedRecord(one.inputs, redact),
            output: redactedValue(one.output, redact),
            failures: one.failures.map(({ expected, got }) => ({
                expected: redact(expected),
                got: redact(got),
            })),
            log: lines(one.log),
            verdict: verdict && {
                ...verdict,
                question: redact(verdict.question),
                answers: lines(verdict.answers),
            },
            before: before &&
                ("fault" in before
                    ? { fault: redact(before.fault) }
                    : { output: redactedValue(before.output, redact) }),
        })),
    };
}
function redactedRecord(record, redact) {
    return Object.fromEntries(Object.entries(record).map(([key, value]) => [redact(key), redactedValue(value, redact)]));
}
function redactedValue(value, redact) {
    if (typeof value === "string")
        return redact(value);
    if (Array.isArray(value))
        return value.map((entry) => redactedValue(entry, redact));
    return (0,_lib_json_js__WEBPACK_IMPORTED_MODULE_0__/* .isRecord */ .u4)(value) ? redactedRecord(value, redact) : value;
}


/***/ }),

/***/ 67108:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   HP: () => (/* binding */ warnOfSize),
/* harmony export */   LH: () => (/* binding */ reportFindings),
/* harmony export */   Q6: () => (/* binding */ reportMove),
/* harmony export */   T5: () => (/* binding */ breaks),
/* harmony export */   Zv: () => (/* binding */ trialListener),
/* harmony export */   bd: () => (/* binding */ reportTrial),
/* harmony export */   l8: () => (/* binding */ reportCompatibility)
/* harmony export */ });
/* harmony import */ var _actions_core__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(46058);
/* harmony import */ var _commands_findings_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(50510);
/* harmony import */ var _lib_log_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(61025);
/* harmony import */ var _lib_model_name_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(89988);
/* harmony import */ var _lib_outputs_js__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(14377);
/* harmony import */ var _lib_summary_file_js__WEBPACK_IMPORTED_MODULE_5__ = __webpack_require__(9374);
/* harmony import */ var _lib_units_js__WEBPACK_IMPORTED_MODULE_8__ = __webpack_require__(20212);
/* harmony import */ var _markdown_markdown_js__WEBPACK_IMPORTED_MODULE_11__ = __webpack_require__(560);
/* harmony import */ var _boot_js__WEBPACK_IMPORTED_MODULE_6__ = __webpack_require__(77611);
/* harmony import */ var _phases_js__WEBPACK_IMPORTED_MODULE_9__ = __webpack_require__(39646);
/* harmony import */ var _render_js__WEBPACK_IMPORTED_MODULE_7__ = __webpack_require__(28094);
/* harmony import */ var _trial_js__WEBPACK_IMPORTED_MODULE_10__ = __webpack_require__(77056);












/** Tells how the version differs for those who call the model. */
function reportCompatibility({ verdict, changes }, gate, { before, after, }, model) {
    (0,_lib_outputs_js__WEBPACK_IMPORTED_MODULE_4__/* .setOutputs */ .n)({ "schema-changes": verdict });
    if (verdict === "unknown") {
        const missing = before === undefined
            ? `${(0,_lib_model_name_js__WEBPACK_IMPORTED_MODULE_3__/* .fullName */ .fq)(model)} has no version with a schema yet`
            : after === undefined
                ? "the new version has no schema"
                : "one of them has no inputs in its schema";
        const tell = gate === "fail" && before !== undefined ? _actions_core__WEBPACK_IMPORTED_MODULE_0__/* .warning */ .$e : _lib_log_js__WEBPACK_IMPORTED_MODULE_2__/* .say */ .cv;
        tell(`Compatibility is unknown: ${missing}.`);
        return;
    }
    (0,_lib_log_js__WEBPACK_IMPORTED_MODULE_2__/* .say */ .cv)(`Compatibility with the version that users call today: ${verdict}.`);
    if (verdict === "breaking" && gate === "warn")
        _actions_core__WEBPACK_IMPORTED_MODULE_0__/* .warning */ .$e(`This version breaks those who call ${(0,_lib_model_name_js__WEBPACK_IMPORTED_MODULE_3__/* .fullName */ .fq)(model)} as they do today: ${breaks(changes).join("; ")}. compatibility: fail stops such a version before anyone meets it.`);
}
/** Changes that break callers, each in a few words. */
function breaks(changes) {
    return changes
        .filter(({ verdict }) => verdict === "breaking")
        .map(({ part, name, reason }) => `${part}${name === "" ? "" : ` ${name}`}: ${reason}`);
}
/** Warns of an image that may never start. */
function warnOfSize(size, model) {
    if (size !== undefined && size > _boot_js__WEBPACK_IMPORTED_MODULE_6__/* .LARGE_IMAGE */ .C5)
        _actions_core__WEBPACK_IMPORTED_MODULE_0__/* .warning */ .$e(`The image of ${(0,_lib_model_name_js__WEBPACK_IMPORTED_MODULE_3__/* .fullName */ .fq)(model)} is ${(0,_lib_units_js__WEBPACK_IMPORTED_MODULE_8__/* .bytes */ .e)(size)} compressed. Versions of more than some 50 GB were seen never to start on Replicate, and a 30 GB image to take 280 s: leave out what predictions do not need.`);
}
/** Tells of a trial as it goes on. */
const trialListener = {
    booted({ verdict, phases }) {
        (0,_lib_outputs_js__WEBPACK_IMPORTED_MODULE_4__/* .setOutputs */ .n)({ booted: verdict === "booted" });
        (0,_lib_log_js__WEBPACK_IMPORTED_MODULE_2__/* .say */ .cv)(`Boot check: ${verdict}${phases === undefined ? "" : `: ${(0,_render_js__WEBPACK_IMPORTED_MODULE_7__/* .renderPhases */ .F)(phases)}`}`);
    },
    tested({ name, failures, phases, url }) {
        const result = failures.length === 0 ? "passed" : "failed";
        const times = phases === undefined ? "not run" : (0,_render_js__WEBPACK_IMPORTED_MODULE_7__/* .renderPhases */ .F)(phases);
        const cold = phases !== undefined && (0,_phases_js__WEBPACK_IMPORTED_MODULE_9__/* .isCold */ .z)(phases) ? " (cold start)" : "";
        (0,_lib_log_js__WEBPACK_IMPORTED_MODULE_2__/* .say */ .cv)(`Test ${JSON.stringify(name)} ${result}: ${times}${cold}${url ? `, ${url}` : ""}`);
    },
};
/** Tells how a version did on Replicate's machines. */
function reportTrial(trial) {
    const { cases } = trial;
    if (cases.length > 0)
        (0,_lib_outputs_js__WEBPACK_IMPORTED_MODULE_4__/* .setOutputs */ .n)({ tests: JSON.stringify(cases.map(asOutput)) });
    if (cases.length > 0 && (0,_trial_js__WEBPACK_IMPORTED_MODULE_10__/* .hasPassed */ .P)(trial))
        (0,_lib_log_js__WEBPACK_IMPORTED_MODULE_2__/* .say */ .cv)(`All ${cases.length} test cases passed.`);
}
function asOutput({ name, failures, phases, url }) {
    return {
        name,
        passed: failures.length === 0,
        failures,
        seconds: phases && {
            queued: phases.queued,
            setup: phases.setup ?? null,
            running: phases.running ?? null,
        },
        url: url ?? null,
    };
}
/** Tells where the deployment stands. */
function reportMove({ deployment, created, previousVersion }) {
    const { release } = deployment;
    (0,_lib_outputs_js__WEBPACK_IMPORTED_MODULE_4__/* .setOutputs */ .n)({
        "deployment-release": release.number,
        "deployment-previous-version": previousVersion,
    });
    const name = (0,_lib_model_name_js__WEBPACK_IMPORTED_MODULE_3__/* .fullName */ .fq)(deployment);
    if (created)
        _actions_core__WEBPACK_IMPORTED_MODULE_0__/* .notice */ .lm(`Created the deployment ${name}, which serves ${release.version}.`);
    else if (previousVersion === release.version)
        _actions_core__WEBPACK_IMPORTED_MODULE_0__/* .notice */ .lm(`The deployment ${name} serves ${release.version} already.`);
    else
        _actions_core__WEBPACK_IMPORTED_MODULE_0__/* .notice */ .lm(`The deployment ${name} serves ${release.version} now (release ${release.number}), and ${previousVersion} before.`);
}
/** Tells in the summary what the gates found, when one of them failed. */
async function reportFindings(name, findings, apiUrl) {
    const sections = (0,_commands_findings_js__WEBPACK_IMPORTED_MODULE_1__/* .renderFindings */ .v)(findings, apiUrl);
    if (sections.length > 0)
        await (0,_lib_summary_file_js__WEBPACK_IMPORTED_MODULE_5__/* .writeSummary */ .S)([`## ${(0,_markdown_markdown_js__WEBPACK_IMPORTED_MODULE_11__/* .code */ .aY)((0,_lib_model_name_js__WEBPACK_IMPORTED_MODULE_3__/* .fullName */ .fq)(name))}: what was found`, ...sections].join("\n\n"));
}


/***/ }),

/***/ 77056:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   P: () => (/* binding */ hasPassed)
/* harmony export */ });
function hasPassed({ boot, cases }) {
    return boot.verdict === "booted" && cases.every(({ failures }) => failures.length === 0);
}


/***/ })

};

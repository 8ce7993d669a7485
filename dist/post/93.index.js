export const id = 93;
export const ids = [93];
export const modules = {

/***/ 5093:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  cancelLeft: () => (/* binding */ cancelLeft)
});

// EXTERNAL MODULE: ./node_modules/@actions/core/lib/core.js + 20 modules
var core = __webpack_require__(3218);
// EXTERNAL MODULE: ./src/lib/errors.ts
var errors = __webpack_require__(7268);
;// CONCATENATED MODULE: ./src/http/endpoint.ts

/** Whether a host name is this machine's own loopback interface. */
function isLoopback(hostname) {
    return hostname === "localhost" || hostname === "[::1]" || /^127(?:\.\d{1,3}){3}$/.test(hostname);
}
/** Whether an address holds a user's name or a password, which would be shown with it. */
function holdsCredentials({ username, password }) {
    return username !== "" || password !== "";
}
/** Whether a secret may travel there: over https, or within this machine. */
function isSafeForSecrets(url) {
    return url.protocol === "https:" || (url.protocol === "http:" && isLoopback(url.hostname));
}
/**
 * Checks the base address of a service that is sent secrets or trusted with what we run.
 * @param name the input or variable it was given in, for the message.
 * @returns the address without slashes at its end.
 * @throws {ActionError} when it is no URL, or neither https nor loopback.
 */
function endpoint(name, value) {
    const url = URL.canParse(value) ? new URL(value) : undefined;
    if (url !== undefined && holdsCredentials(url))
        throw new errors/* ActionError */.lZ({
            what: `${name} holds a user's name or a password, which no request can be sent with.`,
            remedy: "Give the address alone.",
        });
    if (url === undefined || !isSafeForSecrets(url))
        throw new errors/* ActionError */.lZ({
            what: `${name} is "${value}", where an https address was expected.`,
            remedy: "Give a URL that begins with https:// (http:// is for a loopback address only).",
        });
    return value.replace(/\/+$/, "");
}
/** Base address of a registry: https, or http when its host is a loopback address. */
function registryUrl(host) {
    const scheme = isLoopback(new URL(`http://${host}`).hostname) ? "http" : "https";
    return `${scheme}://${host}`;
}

// EXTERNAL MODULE: ./src/lib/log.ts
var log = __webpack_require__(1025);
;// CONCATENATED MODULE: ./src/lib/masks.ts


const masked = new Set();
/** A line of a longer secret that is shorter tells nothing ("{"), and masking it would hide half a log. */
const SHORTEST_LINE = 4;
/** Registers a secret, line by line as the runner masks them, so that no log shows it. */
function mask(secret) {
    const lines = secret.split(/\r?\n/);
    for (const line of lines) {
        if (line.trim() === "" || (lines.length > 1 && line.trim().length < SHORTEST_LINE))
            continue;
        masked.add(line);
        (0,log/* command */.G5)(() => core/* setSecret */.Pq(line));
    }
}
/** A text without any secret in it, for files: the runner masks its log, and nothing else. */
function redact(text) {
    let clean = text;
    const longestFirst = [...masked].sort((a, b) => b.length - a.length);
    for (const secret of longestFirst)
        clean = clean.replaceAll(secret, "***");
    return clean;
}

;// CONCATENATED MODULE: ./src/inputs/reader.ts



/**
 * Reads inputs strictly: whatever is not of the expected form is added to `problems`, so that one error
 * can list all of them. A default given here is the one that action.yml declares.
 */
class InputReader {
    problems = [];
    /** The input's text without space around it, or undefined when it is empty. */
    text(name) {
        return core/* getInput */.V4(name) || undefined;
    }
    /** A secret: registered as a mask before anything else sees it. */
    secret(name, fallback) {
        const value = this.text(name) ?? (fallback?.trim() || undefined);
        if (value !== undefined)
            mask(value);
        if (value === undefined || /^[\x21-\x7e]+$/.test(value))
            return value;
        this.refuse(name, "", "a token on one line, without spaces");
        return undefined;
    }
    flag(name, byDefault) {
        const value = this.text(name);
        if (value === undefined)
            return byDefault;
        if (/^(true|True|TRUE)$/.test(value))
            return true;
        if (/^(false|False|FALSE)$/.test(value))
            return false;
        this.refuse(name, value, "true or false");
        return byDefault;
    }
    oneOf(name, values) {
        const value = this.text(name);
        const found = values.find((candidate) => candidate === value);
        if (value !== undefined && found === undefined)
            this.refuse(name, value, `one of ${values.join(", ")}`);
        return found;
    }
    positiveNumber(name, byDefault, maximum) {
        const value = this.text(name) ?? String(byDefault);
        const number = /^\d+(\.\d+)?$/.test(value) ? Number(value) : Number.NaN;
        if (number > 0 && number <= maximum)
            return number;
        this.refuse(name, value, `a number above 0, at most ${maximum}`);
        return byDefault;
    }
    /** A number above 0, which may be left out. */
    optionalNumber(name, maximum) {
        return this.text(name) === undefined ? undefined : this.positiveNumber(name, maximum, maximum);
    }
    /** A whole number from 0 on, which may be left out. */
    count(name, maximum) {
        return this.parsed(name, `a whole number from 0 to ${maximum}`, (text) => /^\d+$/.test(text) && Number(text) <= maximum ? Number(text) : undefined);
    }
    /** An address. One with a password in it is refused, and not shown: it would be published, or logged. */
    url(name, expected = "a URL that begins with https:// or http://", isFit = ({ protocol }) => /^https?:$/.test(protocol)) {
        const value = this.text(name);
        const url = value !== undefined && URL.canParse(value) ? new URL(value) : undefined;
        if (url !== undefined && holdsCredentials(url)) {
            for (const part of [url.username, url.password])
                mask(part);
            this.refuse(name, "", `${expected}, without a user's name or a password`);
        }
        else if (value !== undefined && !(url !== undefined && isFit(url)))
            this.refuse(name, value, expected);
        return value;
    }
    /** A text that `parse` understands; `expected` says what that is. */
    parsed(name, expected, parse) {
        const value = this.text(name);
        const result = value === undefined ? undefined : parse(value);
        if (value !== undefined && result === undefined)
            this.refuse(name, value, expected);
        return result;
    }
    /**
     * Lines of `id=value`, as docker/build-push-action writes its secrets. A line that begins with a
     * double quote goes on to the line that ends with one, for values of several lines.
     */
    pairs(name) {
        const pairs = new Map();
        for (const entry of splitEntries(core/* getInput */.V4(name, { trimWhitespace: false }))) {
            const [, id, value] = /^([\w.-]+)=(.+)$/s.exec(entry) ?? [];
            if (id === undefined || value === undefined)
                this.refuse(name, "", "a line for each, of the form id=value");
            else if (pairs.has(id))
                this.refuse(name, id, "each id once");
            else
                pairs.set(id, value);
        }
        return pairs;
    }
    /** Adds a problem with one input. An empty `value` is one that must not be shown. */
    refuse(name, value, expected) {
        this.problems.push({
            what: value === "" ? `Input ${name} is not valid.` : `Input ${name} is "${value}".`,
            remedy: `Expected: ${expected}.`,
        });
    }
}
function splitEntries(text) {
    const entries = [];
    let quoted;
    for (const line of text.split(/\r?\n/)) {
        if (quoted !== undefined)
            quoted.push(line);
        else if (line.trimStart().startsWith('"'))
            quoted = [line.trimStart()];
        else if (line.trim() !== "")
            entries.push(line.trim());
        if (quoted !== undefined && isClosed(quoted)) {
            entries.push(quoted.join("\n").trimEnd().slice(1, -1).replaceAll('""', '"'));
            quoted = undefined;
        }
    }
    return quoted === undefined ? entries : [...entries, quoted.join("\n")];
}
function isClosed(lines) {
    const text = lines.join("\n").trimEnd();
    return text.length > 1 && (text.match(/"/g) ?? []).length % 2 === 0 && text.endsWith('"');
}

;// CONCATENATED MODULE: ./src/inputs/post.ts

/** What the post step asks Replicate with; undefined when there is none. */
function readApiToken({ environment }) {
    return new InputReader().secret("api-token", environment["REPLICATE_API_TOKEN"]);
}

;// CONCATENATED MODULE: ./src/replicate/client.ts

/**
 * @param base address of the API without a slash at its end. Redirects are not followed, so the token
 * goes to this address and no other.
 * @returns a function that takes a path (`/account`), or the absolute address of a next page.
 * @throws {ActionError} for an address that is not on the API's own origin.
 */
function createApi(http, base, token) {
    const { origin } = new URL(base);
    return async (method, path, body, { headers, ...options } = {}) => {
        const url = path.startsWith("/") ? `${base}${path}` : path;
        if (!URL.canParse(url) || new URL(url).origin !== origin)
            throw new errors/* ActionError */.lZ({
                what: `Replicate's API names a next page elsewhere (${path}), where its token must not go.`,
                remedy: "Check that REPLICATE_BASE_URL is the API's own address.",
            });
        const content = body && (await encode(body));
        return http({
            ...options,
            method,
            url,
            headers: {
                authorization: `Bearer ${token}`,
                ...headers,
                ...(content && { "content-type": content.type }),
            },
            ...(content && { body: content.body }),
        });
    };
}
async function encode(body) {
    if (!(body instanceof FormData))
        return { body: JSON.stringify(body), type: "application/json" };
    // The platform's own encoding of a form, whichever fetch it is sent with.
    const form = new Response(body);
    return {
        body: new Uint8Array(await form.arrayBuffer()),
        type: form.headers.get("content-type") ?? "multipart/form-data",
    };
}

// EXTERNAL MODULE: external "node:fs"
var external_node_fs_ = __webpack_require__(3024);
// EXTERNAL MODULE: external "node:os"
var external_node_os_ = __webpack_require__(8161);
// EXTERNAL MODULE: external "node:path"
var external_node_path_ = __webpack_require__(6760);
// EXTERNAL MODULE: ./src/lib/json.ts
var json = __webpack_require__(8453);
;// CONCATENATED MODULE: ./src/github/event.ts

/**
 * Reads an event's payload, as GitHub's documentation of webhook events has it.
 * @param name GITHUB_EVENT_NAME
 */
function parseEvent(name, payload) {
    const event = (0,json/* isRecord */.u4)(payload) ? payload : {};
    const run = (0,json/* recordAt */.zR)(event, "workflow_run");
    return {
        name,
        pullRequest: parsePullRequest(event),
        pullRequestRunSha: run !== undefined && textAt(run, "event").startsWith("pull_request")
            ? (0,json/* stringAt */.bX)(run, "head_sha")
            : undefined,
    };
}
function parsePullRequest(event) {
    const pull = (0,json/* recordAt */.zR)(event, "pull_request");
    const head = pull && (0,json/* recordAt */.zR)(pull, "head");
    const base = pull && (0,json/* recordAt */.zR)(pull, "base");
    const number = pull?.["number"];
    if (pull === undefined || head === undefined || typeof number !== "number")
        return undefined;
    return {
        number,
        action: (0,json/* stringAt */.bX)(event, "action") ?? "",
        headSha: (0,json/* stringAt */.bX)(head, "sha") ?? "",
        branch: (0,json/* stringAt */.bX)(head, "ref") ?? "",
        // A fork that was deleted meanwhile leaves no repository behind: another one all the same.
        isFork: repositoryOf(head) !== repositoryOf(base),
        author: textAt((0,json/* recordAt */.zR)(pull, "user"), "login"),
    };
}
function repositoryOf(side) {
    return textAt(side && (0,json/* recordAt */.zR)(side, "repo"), "full_name");
}
function textAt(record, key) {
    return (record && (0,json/* stringAt */.bX)(record, key)) ?? "";
}

;// CONCATENATED MODULE: ./src/runtime/context.ts






/** Events whose payload decides something; that of any other is not looked at. */
const ABOUT_PULL_REQUESTS = /^(pull_request|pull_request_target|workflow_run)$/;
/**
 * Reads the runner's environment.
 * @throws {ActionError} when a variable of the runner is missing, or an address would carry a token in clear.
 */
function readContext(environment = process.env) {
    const registryHost = environment["COG_REGISTRY_HOST"] || "r8.im";
    if (!/^[a-z0-9.-]+(:\d+)?$/i.test(registryHost))
        throw new errors/* ActionError */.lZ({
            what: `COG_REGISTRY_HOST is "${registryHost}", which is not the host of a registry.`,
            remedy: "Give a host, with a port where it needs one and without a scheme: 127.0.0.1:5000.",
        });
    const eventName = environment["GITHUB_EVENT_NAME"] ?? "";
    const event = parseEvent(eventName, ABOUT_PULL_REQUESTS.test(eventName) ? readEvent(environment["GITHUB_EVENT_PATH"]) : undefined);
    const serverUrl = environment["GITHUB_SERVER_URL"] || "https://github.com";
    const repository = environment["GITHUB_REPOSITORY"] ?? "";
    const homeDirectory = environment["HOME"] || (0,external_node_os_.homedir)();
    return {
        event,
        repository,
        serverUrl,
        runUrl: `${serverUrl}/${repository}/actions/runs/${environment["GITHUB_RUN_ID"] ?? ""}`,
        sha: environment["GITHUB_SHA"],
        apiUrl: endpoint("REPLICATE_BASE_URL", environment["REPLICATE_BASE_URL"] || "https://api.replicate.com/v1"),
        githubApiUrl: endpoint("GITHUB_API_URL", environment["GITHUB_API_URL"] || "https://api.github.com"),
        registryHost,
        commit: event.name === "pull_request" && event.pullRequest
            ? event.pullRequest.headSha
            : environment["GITHUB_SHA"],
        tag: environment["GITHUB_REF_TYPE"] === "tag" ? environment["GITHUB_REF_NAME"] : undefined,
        workspace: environment["GITHUB_WORKSPACE"] || process.cwd(),
        temporaryDirectory: required(environment, "RUNNER_TEMP"),
        toolCacheDirectory: required(environment, "RUNNER_TOOL_CACHE"),
        dockerConfigDirectory: environment["DOCKER_CONFIG"] || (0,external_node_path_.join)(homeDirectory, ".docker"),
        homeDirectory,
        // "github-hosted" or "self-hosted" (GitHub's documentation of default environment variables).
        isHosted: environment["RUNNER_ENVIRONMENT"] === "github-hosted",
        platform: { os: process.platform, arch: process.arch },
        workflowFile: workflowFile(environment["GITHUB_WORKFLOW_REF"] ?? "", repository),
        environment,
    };
}
/** @param reference `owner/repository/.github/workflows/push.yml@refs/heads/main` */
function workflowFile(reference, repository) {
    const [path = ""] = reference.split("@");
    const isOurs = repository !== "" && path.startsWith(`${repository}/`);
    return isOurs ? path.slice(repository.length + 1) : undefined;
}
function required(environment, name) {
    const value = environment[name];
    if (value)
        return value;
    throw new errors/* ActionError */.lZ({
        what: `The variable ${name} is not set.`,
        remedy: "GitHub's runner sets it: run this as a step of a workflow.",
    });
}
/**
 * Reads the event's payload.
 * @param path GITHUB_EVENT_PATH
 */
function readEvent(path) {
    if (!path)
        return undefined;
    try {
        return JSON.parse((0,external_node_fs_.readFileSync)(path, "utf8"));
    }
    catch (cause) {
        throw new errors/* ActionError */.lZ({
            what: `The event of this workflow run (${path}) can't be read.`,
            remedy: "GitHub's runner writes it: check that no step before this one removes it.",
        }, { cause });
    }
}

;// CONCATENATED MODULE: ./src/http/proxy.ts
/**
 * Node's own fetch, or, when a proxy is set in the environment, one that goes through it and honours
 * NO_PROXY. Node 24's fetch reads those variables only when NODE_USE_ENV_PROXY was set before it
 * started (Node's documentation, "Built-in Proxy Support"), which a runner does not do.
 */
async function fetchFor(environment) {
    const setting = (name) => environment[name.toLowerCase()] || environment[name];
    const httpProxy = setting("HTTP_PROXY");
    const httpsProxy = setting("HTTPS_PROXY");
    if (!httpProxy && !httpsProxy)
        return globalThis.fetch;
    const { EnvHttpProxyAgent, fetch } = await __webpack_require__.e(/* import() */ 752).then(__webpack_require__.t.bind(__webpack_require__, 6752, 19));
    const dispatcher = new EnvHttpProxyAgent({
        ...(httpProxy && { httpProxy }),
        ...(httpsProxy && { httpsProxy }),
        noProxy: setting("NO_PROXY") ?? "",
    });
    return (url, init) => fetch(url, { ...init, dispatcher });
}

// EXTERNAL MODULE: external "node:timers/promises"
var promises_ = __webpack_require__(8500);
;// CONCATENATED MODULE: ./src/lib/sleep.ts

/** Waits for something that goes on by itself, until it has ended or the signal is aborted; its reason is thrown. */
async function untilAborted(work, signal) {
    signal.throwIfAborted();
    const { promise: aborted, reject } = Promise.withResolvers();
    const abort = () => reject(signal.reason);
    signal.addEventListener("abort", abort, { once: true });
    return Promise.race([work, aborted]).finally(() => signal.removeEventListener("abort", abort));
}
/** Waits so many seconds. An aborted signal ends the wait at once; its reason is thrown. */
async function pause(seconds, signal) {
    if (seconds <= 0)
        return;
    await (0,promises_.setTimeout)(seconds * 1000, undefined, { signal }).catch(() => signal.throwIfAborted());
}
/**
 * Lets the requests that were made before get on their way. A connection opens between the end of this turn
 * of the event loop and the next one.
 */
async function afterRequests() {
    await setImmediate();
    await setImmediate();
}

;// CONCATENATED MODULE: ./src/http/retry.ts

/** Attempts in all for one request. */
const ATTEMPTS = 5;
/** A request that repeats without harm when it did arrive. */
const REPEATABLE = new Set(["GET", "HEAD", "PATCH", "DELETE"]);
/** Faults after which the request surely never reached the server. */
const NEVER_ARRIVED = new Set([
    "EAI_AGAIN",
    "ECONNREFUSED",
    "EHOSTUNREACH",
    "ENETUNREACH",
    "ENOTFOUND",
    "UND_ERR_CONNECT_TIMEOUT",
]);
/**
 * Decides whether to send a request again.
 * GET, HEAD, PATCH and DELETE: after 429, 5xx and network faults. POST: after 429, or when it surely
 * did not arrive.
 * @param random a number from 0 to 1, for the jitter.
 * @returns seconds to wait first, or undefined when the reply stands.
 */
function retryPause(method, reply, attempt, random, now) {
    if (attempt >= ATTEMPTS)
        return undefined;
    const neverArrived = reply.fault !== undefined && NEVER_ARRIVED.has(reply.fault);
    const repeatable = REPEATABLE.has(method) && (reply.fault !== undefined || reply.status >= 500);
    if (!neverArrived && !repeatable && reply.status !== 429)
        return undefined;
    return requestedPause(reply, now) ?? backoff(attempt, random);
}
/**
 * The pause that a server asks for, in seconds: `Retry-After`, then `retry_after` of the body, then its
 * text ("Your rate limit resets in ~30s.", older: "Expected available in 1 second."), as Replicate's
 * rate-limit page and recorded answers have them.
 */
function requestedPause(reply, now) {
    const header = reply.headers.get("retry-after");
    if (header !== null && /^\d+(\.\d+)?$/.test(header))
        return Number(header);
    const date = header === null ? Number.NaN : Date.parse(header);
    if (!Number.isNaN(date))
        return Math.max(0, (date - now.getTime()) / 1000);
    if (!(0,json/* isRecord */.u4)(reply.body))
        return undefined;
    const seconds = reply.body["retry_after"];
    if (typeof seconds === "number" && seconds >= 0)
        return seconds;
    const text = /(?:resets in ~|available in )(\d+)\s?s/.exec((0,json/* stringAt */.bX)(reply.body, "detail") ?? "");
    return text?.[1] === undefined ? undefined : Number(text[1]);
}
function backoff(attempt, random) {
    const ceiling = Math.min(20, 0.5 * 2 ** attempt);
    return ceiling * (0.5 + random / 2);
}
/** No server says when its limit resets further ahead than this. Seconds. */
const LONGEST_RESET = 60;
/** Seconds until a server that says `ratelimit-remaining: 0` takes the next request. */
function rateLimitPause(headers) {
    const reset = Number(headers.get("ratelimit-reset") ?? Number.NaN);
    return headers.get("ratelimit-remaining") === "0" && reset > 0
        ? Math.min(reset, LONGEST_RESET)
        : 0;
}

;// CONCATENATED MODULE: ./src/http/request.ts



const USER_AGENT = "push-to-replicate";
const REQUEST_TIMEOUT_SECONDS = 30;
const TOTAL_TIMEOUT_SECONDS = 120;
/** More than any answer of these services needs; a body beyond it is somebody else's. */
const MAX_BODY_BYTES = 32 * 1024 * 1024;
/**
 * An HTTP client on fetch: one timeout per request, retries by rule, the server's rate limit kept.
 * Replies of every status are returned, so that callers decide what each means.
 */
function createHttp(options) {
    const openAt = new Map();
    return async (request) => {
        const { origin } = new URL(request.url);
        const { signal = options.signal } = request;
        const giveUpAt = Date.now() + TOTAL_TIMEOUT_SECONDS * 1000;
        for (let attempt = 1;; attempt++) {
            const closed = ((openAt.get(origin) ?? 0) - Date.now()) / 1000;
            // Nothing to wait for is no turn of the event loop either: the first requests go out at once.
            if (closed > 0 && !request.urgent)
                await pause(closed, signal);
            const reply = await exchange(request, { ...options, signal });
            openAt.set(origin, Date.now() + rateLimitPause(reply.headers) * 1000);
            options.log(`${request.method} ${request.url} -> ${reply.fault ?? reply.status}`);
            if (request.once)
                return reply;
            const seconds = retryPause(request.method, reply, attempt, Math.random(), new Date());
            if (seconds === undefined || Date.now() + seconds * 1000 > giveUpAt)
                return reply;
            options.log(`trying again in ${seconds.toFixed(1)} s (attempt ${attempt + 1})`);
            await pause(seconds, signal);
        }
    };
}
async function exchange(request, options) {
    options.signal.throwIfAborted();
    try {
        const response = await options.fetch(request.url, {
            method: request.method,
            headers: { "user-agent": USER_AGENT, ...request.headers },
            body: request.body ?? null,
            redirect: request.follow ? "follow" : "manual",
            signal: AbortSignal.any([
                options.signal,
                AbortSignal.timeout((request.timeout ?? REQUEST_TIMEOUT_SECONDS) * 1000),
            ]),
        });
        const text = await readBody(response);
        return { status: response.status, headers: response.headers, text, body: (0,json/* parseJson */.qF)(text) };
    }
    catch (error) {
        options.signal.throwIfAborted();
        return { status: 0, headers: new Headers(), text: "", body: undefined, fault: faultOf(error) };
    }
}
async function readBody(response) {
    const chunks = [];
    let bytes = 0;
    for await (const chunk of response.body ?? []) {
        bytes += chunk.byteLength;
        if (bytes > MAX_BODY_BYTES)
            throw new Error("the answer is too large");
        chunks.push(chunk);
    }
    return Buffer.concat(chunks).toString("utf8");
}
/** The innermost code or message of a failed fetch: its own message is always "fetch failed". */
function faultOf(error) {
    let innermost = error;
    while (innermost instanceof Error && innermost.cause !== undefined)
        innermost = innermost.cause;
    if (innermost instanceof AggregateError)
        innermost = innermost.errors[0];
    if (!(innermost instanceof Error))
        return String(innermost);
    if (innermost.name === "TimeoutError")
        return "no answer in time";
    return "code" in innermost && typeof innermost.code === "string"
        ? innermost.code
        : innermost.message;
}

;// CONCATENATED MODULE: ./src/runtime/runtime.ts




async function createRuntime(context, signal) {
    const httpOptions = {
        signal,
        fetch: await fetchFor(context.environment),
        log: log/* debug */.Yz,
    };
    return { context, signal, httpOptions, http: createHttp(httpOptions) };
}
/**
 * A signal that is aborted when the runner cancels the step (it sends SIGINT, then SIGTERM) or when its
 * time is over, which `limit` says in minutes. `release` ends whatever is still under way, and lets the
 * process end.
 */
function stepSignal() {
    const controller = new AbortController();
    const cancel = () => controller.abort(new ActionError({
        what: "The step was cancelled.",
        remedy: "Nothing that had not been pushed by then is on Replicate; run the job again when you want it.",
    }));
    let timeout;
    const limit = (timeoutMinutes) => {
        const tooLong = new ActionError({
            what: `The step took longer than timeout-minutes allows (${timeoutMinutes}).`,
            remedy: "Raise timeout-minutes (and the job's own limit), or make the image smaller.",
        });
        timeout = setTimeout(() => controller.abort(tooLong), timeoutMinutes * 60_000);
    };
    process.on("SIGINT", cancel).on("SIGTERM", cancel);
    const release = () => {
        clearTimeout(timeout);
        process.off("SIGINT", cancel).off("SIGTERM", cancel);
        // Nobody waits any more for what is still under way, such as the size of an image.
        controller.abort(new Error("the step has ended"));
    };
    return { signal: controller.signal, limit, release };
}

// EXTERNAL MODULE: ./src/testing/running-predictions.ts + 4 modules
var running_predictions = __webpack_require__(6672);
;// CONCATENATED MODULE: ./src/testing/cancel-left.ts





/** Cancels, in the post step, the predictions that a killed step has left running. */
async function cancelLeft(ids, signal) {
    const context = readContext();
    const apiToken = readApiToken(context);
    if (apiToken === undefined)
        return;
    const { http } = await createRuntime(context, signal);
    await (0,running_predictions/* cancelPredictions */.Zr)(createApi(http, context.apiUrl, apiToken), ids);
}


/***/ })

};

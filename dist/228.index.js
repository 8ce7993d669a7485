export const id = 228;
export const ids = [228];
export const modules = {

/***/ 68204:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   $n: () => (/* binding */ parseLogin),
/* harmony export */   BC: () => (/* binding */ parseRelease),
/* harmony export */   Et: () => (/* binding */ parseDeployments),
/* harmony export */   Yq: () => (/* binding */ parseReleases),
/* harmony export */   ff: () => (/* binding */ parsePullRequestState),
/* harmony export */   iA: () => (/* binding */ parseReleaseFiles),
/* harmony export */   sS: () => (/* binding */ parseComments),
/* harmony export */   zi: () => (/* binding */ parseDeployment)
/* harmony export */ });
/* unused harmony export parsePullRequests */
/* harmony import */ var _lib_json_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(18453);

function parseComments(answer) {
    const read = (0,_lib_json_js__WEBPACK_IMPORTED_MODULE_0__/* .reader */ .wA)("GitHub's answer about the comments");
    return read.list(answer).map((entry) => {
        const comment = read.record(entry);
        const user = read.optionalRecord(comment, "user");
        return {
            id: read.number(comment, "id"),
            body: read.optionalText(comment, "body") ?? "",
            author: user && { login: read.text(user, "login"), type: read.text(user, "type") },
        };
    });
}
/** The login of whoever a token belongs to. */
function parseLogin(answer) {
    const read = (0,_lib_json_js__WEBPACK_IMPORTED_MODULE_0__/* .reader */ .wA)("GitHub's answer about the token's account");
    return read.text(read.record(answer), "login");
}
/** Releases with their notes. */
function parseReleases(answer) {
    return (0,_lib_json_js__WEBPACK_IMPORTED_MODULE_0__/* .reader */ .wA)("GitHub's answer about the releases").list(answer).map(parseRelease);
}
function parseRelease(answer) {
    const read = (0,_lib_json_js__WEBPACK_IMPORTED_MODULE_0__/* .reader */ .wA)("GitHub's answer about the release");
    const release = read.record(answer);
    const tag = read.text(release, "tag_name");
    return {
        id: read.number(release, "id"),
        tag,
        title: read.optionalText(release, "name") || tag,
        body: read.optionalText(release, "body") ?? "",
        isDraft: read.optionalFlag(release, "draft") ?? false,
    };
}
/** Releases with their files. */
function parseReleaseFiles(answer) {
    const read = (0,_lib_json_js__WEBPACK_IMPORTED_MODULE_0__/* .reader */ .wA)("GitHub's answer about the releases");
    return read.list(answer).map((entry) => {
        const release = read.record(entry);
        const assets = read.list(release["assets"], "assets");
        return {
            tag: read.text(release, "tag_name"),
            isDraft: read.optionalFlag(release, "draft") ?? false,
            isPrerelease: read.optionalFlag(release, "prerelease") ?? false,
            assets: assets.map((asset) => read.text(read.record(asset), "name")),
        };
    });
}
function parsePullRequests(answer) {
    const read = reader("GitHub's answer about the pull requests");
    return read.list(answer).map((entry) => {
        const pull = read.record(entry);
        return {
            number: read.number(pull, "number"),
            branch: read.text(read.record(pull["head"], "head"), "ref"),
            updatedAt: new Date(read.text(pull, "updated_at")),
        };
    });
}
/** `open` or `closed` */
function parsePullRequestState(answer) {
    const read = (0,_lib_json_js__WEBPACK_IMPORTED_MODULE_0__/* .reader */ .wA)("GitHub's answer about the pull request");
    return read.text(read.record(answer), "state");
}
/** Ids of Deployments. */
function parseDeployments(answer) {
    const read = (0,_lib_json_js__WEBPACK_IMPORTED_MODULE_0__/* .reader */ .wA)("GitHub's answer about the deployments");
    return read.list(answer).map((entry) => read.number(read.record(entry), "id"));
}
/** The id of a Deployment that was made; undefined when GitHub has only merged something (202). */
function parseDeployment(answer) {
    const read = (0,_lib_json_js__WEBPACK_IMPORTED_MODULE_0__/* .reader */ .wA)("GitHub's answer about the deployment");
    return read.optionalNumber(read.record(answer), "id");
}


/***/ }),

/***/ 90651:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   v: () => (/* binding */ repositoryParts)
/* harmony export */ });
/** The two parts of `owner/name`, by the names that GitHub's API has for them. */
function repositoryParts(repository) {
    const [owner = "", repo = ""] = repository.split("/");
    return { owner, repo };
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

/***/ 56975:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   Fg: () => (/* binding */ markOf),
/* harmony export */   TR: () => (/* binding */ notOurs),
/* harmony export */   nL: () => (/* binding */ whyNotOurs)
/* harmony export */ });
/* harmony import */ var _lib_errors_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(97268);
/* harmony import */ var _lib_model_name_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(89988);


function markOf({ repository, serverUrl, number, production }) {
    return {
        description: `Preview of ${(0,_lib_model_name_js__WEBPACK_IMPORTED_MODULE_1__/* .fullName */ .fq)(production)} for pull request #${number} of ${repository}, made and deleted by push-to-replicate.`,
        githubUrl: `${serverUrl}/${repository}/pull/${number}`,
    };
}
/** Why a model is not a preview of this origin; undefined when it is one. */
function whyNotOurs(model, origin) {
    const mark = markOf(origin);
    if (model.visibility !== "private")
        return "it is public";
    if (model.description !== mark.description)
        return "its description is not the one that this action gives a preview";
    if (model.githubUrl !== mark.githubUrl)
        return `its GitHub URL is not ${mark.githubUrl}`;
    return undefined;
}
/** The error for a model that has a preview's name and does not carry our mark. */
function notOurs(name, { number }, reason) {
    return new _lib_errors_js__WEBPACK_IMPORTED_MODULE_0__/* .ActionError */ .lZ({
        what: `${(0,_lib_model_name_js__WEBPACK_IMPORTED_MODULE_1__/* .fullName */ .fq)(name)} is not the preview of pull request #${number}: ${reason}. It is neither pushed to nor deleted.`,
        remedy: "Set preview-model to a name that nothing else uses, or delete that model by hand.",
    });
}


/***/ }),

/***/ 85465:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   YZ: () => (/* binding */ generations),
/* harmony export */   gz: () => (/* binding */ previewName)
/* harmony export */ });
/* unused harmony exports GENERATIONS, safeBranch */
/* harmony import */ var _lib_model_name_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(89988);

/** Names that one pull request can use up: a deleted one can't be had again. */
const GENERATIONS = 9;
const LONGEST_BRANCH = 40;
const PLACEHOLDER = /\{(\w+)\}/g;
/**
 * Fills in a template such as `{owner}/{name}-pr-{number}`.
 * @returns the name, or what is wrong with the template.
 */
function previewName(template, parts) {
    const values = {
        owner: parts.owner,
        name: parts.name,
        number: parts.number?.toString(),
        branch: parts.branch && safeBranch(parts.branch),
    };
    const unknown = [...template.matchAll(PLACEHOLDER)].find(([, key = ""]) => !Object.hasOwn(values, key));
    if (unknown)
        return `${unknown[0]} is not a placeholder: {owner}, {name}, {number} and {branch} are`;
    const missing = [...template.matchAll(PLACEHOLDER)].find(([, key = ""]) => !values[key]);
    if (missing?.[1] === "branch" && parts.branch !== undefined)
        return `nothing of the branch "${parts.branch}" can stand in a model's name for {branch}`;
    if (missing)
        return `${missing[0]} stands for nothing here: there is no pull request`;
    const text = template.replaceAll(PLACEHOLDER, (_all, key) => values[key] ?? "");
    const name = (0,_lib_model_name_js__WEBPACK_IMPORTED_MODULE_0__/* .parseModelName */ .s_)(text);
    if (name === undefined)
        return `"${text}" is not the name of a model`;
    if (name.owner === parts.owner && name.name === parts.name)
        return "a preview must have another name than the model itself";
    return name;
}
/** A branch name as part of a model's name. */
function safeBranch(branch) {
    return branch
        .toLowerCase()
        .replace(/[^a-z0-9]+/g, "-")
        .slice(0, LONGEST_BRANCH)
        .replace(/^-|-$/g, "");
}
/**
 * The names that previews of one pull request can have: the first, then `-r2`, `-r3` for a pull request
 * that was opened again after its preview was deleted (Replicate answers 409 for a deleted name).
 */
function generations({ owner, name }) {
    return Array.from({ length: GENERATIONS }, (_, i) => ({
        owner,
        name: i === 0 ? name : `${name}-r${i + 1}`,
    }));
}


/***/ }),

/***/ 89023:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  w: () => (/* binding */ openPage)
});

// EXTERNAL MODULE: ./node_modules/@actions/core/lib/core.js + 8 modules
var core = __webpack_require__(46058);
// EXTERNAL MODULE: ./src/lib/errors.ts
var errors = __webpack_require__(97268);
// EXTERNAL MODULE: ./src/lib/log.ts
var log = __webpack_require__(61025);
// EXTERNAL MODULE: ./src/lib/model-name.ts
var model_name = __webpack_require__(89988);
// EXTERNAL MODULE: ./src/lib/masks.ts
var masks = __webpack_require__(90554);
;// CONCATENATED MODULE: ./src/github/fitted.ts
/**
 * A text that is no longer than it may be. Folded parts go first, the last ones of them, for what they tell
 * is in the summary as well; then lines from the end. What is cut is whole: half of a block or of a code span
 * would let somebody's words out.
 * @param most characters.
 */
function fitted(text, most) {
    const parts = partsOf(text);
    let length = text.length;
    for (let at = parts.length - 1; at >= 0 && length > most; at--) {
        const part = parts[at];
        if (!part?.isFolded)
            continue;
        parts.splice(at, 1);
        length -= part.text.length;
    }
    const kept = parts.map((part) => part.text).join("");
    return kept.length <= most ? kept : kept.slice(0, kept.lastIndexOf("\n", most));
}
/** The folded sections, and what is between them. Within a fenced block nothing begins or ends one. */
function partsOf(text) {
    const parts = [];
    let lines = [];
    let fence;
    const close = (isFolded) => {
        if (lines.length > 0)
            parts.push({ text: lines.join(""), isFolded });
        lines = [];
    };
    for (const line of text.split(/(?<=\n)/)) {
        const [, mark] = /^(`{3,})/.exec(line) ?? [];
        if (fence === undefined && line.startsWith("<details>"))
            close(false);
        lines.push(line);
        if (fence !== undefined)
            fence = line.trimEnd() === fence ? undefined : fence;
        else if (mark !== undefined)
            fence = mark;
        else if (line.startsWith("</details>"))
            close(true);
    }
    close(false);
    return parts;
}

// EXTERNAL MODULE: ./src/github/parse.ts
var parse = __webpack_require__(68204);
// EXTERNAL MODULE: ./src/github/repository.ts
var github_repository = __webpack_require__(90651);
// EXTERNAL MODULE: ./src/github/status.ts
var github_status = __webpack_require__(50957);
;// CONCATENATED MODULE: ./src/github/comment.ts






/** GitHub takes no longer comment. Characters. */
const LONGEST_BODY = 65_536;
/**
 * Keeps one comment on a pull request up to date: the one that begins with the marker and was written by
 * us, made when there is none, left alone when nothing changed. What goes wrong is a warning: the comment
 * is not what the step is for.
 * @param marker an HTML comment that tells this comment from others.
 * @param wanted decides by what our comment says now, undefined when there is none.
 */
async function keepComment(place, marker, text, wanted = () => true) {
    const { owner, repo } = (0,github_repository/* repositoryParts */.v)(place.repository);
    const body = fitted((0,masks/* redact */.E)(`${marker}\n${text}`), LONGEST_BODY);
    const { issues } = place.github.rest;
    try {
        const existing = await findComment(place, owner, repo, marker);
        if (!wanted(existing?.body))
            return;
        if (existing === undefined)
            await issues.createComment({ owner, repo, issue_number: place.number, body });
        else if (existing.body !== body)
            await issues.updateComment({ owner, repo, comment_id: existing.id, body });
    }
    catch (error) {
        const remedy = (0,github_status/* lacksPermission */.kQ)(error)
            ? ' Give the job the permission "pull-requests: write", or set preview-comment to false.'
            : "";
        core/* warning */.$e(`The comment on pull request #${place.number} could not be written: ${(0,github_status/* wordsOf */.Z9)(error)}.${remedy}`);
    }
}
/** Anyone can paste a marker, so the author has to be us as well. */
async function findComment({ github, token, number }, owner, repo, marker) {
    const comments = await github.paginate(github.rest.issues.listComments, {
        owner,
        repo,
        issue_number: number,
        per_page: 100,
    });
    const marked = (0,parse/* parseComments */.sS)(comments).filter(({ body }) => body.startsWith(`${marker}\n`));
    if (marked.length === 0)
        return undefined;
    const isOurs = await authorTest(github, token);
    return marked.find(({ author }) => author !== undefined && isOurs(author));
}
/**
 * Who writes with this token. An installation's token, as the workflow's own is, writes as a bot and may
 * not ask for its own name; any other may.
 */
async function authorTest(github, token) {
    if (token.startsWith("ghs_"))
        return ({ type }) => type === "Bot";
    const { data } = await github.rest.users.getAuthenticated();
    const own = (0,parse/* parseLogin */.$n)(data);
    return ({ login }) => login === own;
}

;// CONCATENATED MODULE: ./src/github/deployment.ts




/** Records that a commit is being deployed, to an environment that goes away again. */
async function startDeployment(place, sha) {
    const { github, repository, environment } = place;
    const { owner, repo } = (0,github_repository/* repositoryParts */.v)(repository);
    const attempt = warnOnce();
    const id = await attempt(async () => {
        const { data } = await github.rest.repos.createDeployment({
            owner,
            repo,
            ref: sha,
            environment,
            transient_environment: true,
            production_environment: false,
            auto_merge: false,
            required_contexts: [],
        });
        return (0,parse/* parseDeployment */.zi)(data);
    });
    const deployment = {
        async set(state, environmentUrl) {
            if (id !== undefined)
                await attempt(() => setState(place, id, state, environmentUrl));
        },
    };
    await deployment.set("in_progress");
    return deployment;
}
/** Marks every deployment to each of these environments as inactive. */
async function endDeployments(places) {
    const attempt = warnOnce();
    const ends = places.map(async (place) => {
        const ids = (await attempt(() => listDeployments(place))) ?? [];
        await Promise.all(ids.map((id) => attempt(() => setState(place, id, "inactive"))));
    });
    await Promise.all(ends);
}
async function listDeployments({ github, repository, environment }) {
    const { owner, repo } = (0,github_repository/* repositoryParts */.v)(repository);
    const filter = { owner, repo, environment, per_page: 100 };
    return (0,parse/* parseDeployments */.Et)(await github.paginate(github.rest.repos.listDeployments, filter));
}
async function setState({ github, repository, logUrl }, id, state, environmentUrl) {
    const { owner, repo } = (0,github_repository/* repositoryParts */.v)(repository);
    await github.rest.repos.createDeploymentStatus({
        owner,
        repo,
        deployment_id: id,
        state,
        log_url: logUrl,
        auto_inactive: true,
        ...(environmentUrl !== undefined && { environment_url: environmentUrl }),
    });
}
/** Tries each thing that it is given, and warns of the first that fails: the others fail alike. */
function warnOnce() {
    let isTold = false;
    return async (work) => {
        try {
            return await work();
        }
        catch (error) {
            if (!isTold)
                core/* warning */.$e(notRecorded(error));
            isTold = true;
            return undefined;
        }
    };
}
function notRecorded(error) {
    const remedy = (0,github_status/* lacksPermission */.kQ)(error)
        ? ' Give the job the permission "deployments: write", or set github-deployment to false.'
        : "";
    return `The GitHub Deployment could not be recorded: ${(0,github_status/* wordsOf */.Z9)(error)}.${remedy}`;
}

;// CONCATENATED MODULE: ./src/github/pull-request.ts







/** A pull request on GitHub, as far as a preview is told of there. */
class PullRequestPage {
    #github;
    #access;
    constructor(github, access) {
        this.#github = github;
        this.#access = access;
    }
    /** Loads Octokit, which nothing but pull requests and version ranges needs. */
    static async open(http, access) {
        const { openGitHub } = await Promise.all(/* import() */[__webpack_require__.e(845), __webpack_require__.e(584)]).then(__webpack_require__.bind(__webpack_require__, 96584));
        return new PullRequestPage(openGitHub(http, access), access);
    }
    /** Keeps our comment up to date; see keepComment. */
    comment(marker, text, wanted) {
        return keepComment({ github: this.#github, ...this.#access }, marker, text, wanted);
    }
    /** Whether it is closed now; undefined when GitHub does not say. */
    async isClosed() {
        const { repository, number } = this.#access;
        const { owner, repo } = (0,github_repository/* repositoryParts */.v)(repository);
        try {
            const { data } = await this.#github.rest.pulls.get({ owner, repo, pull_number: number });
            return (0,parse/* parsePullRequestState */.ff)(data) === "closed";
        }
        catch (error) {
            (0,log/* debug */.Yz)(`the state of pull request #${number} can't be read: ${(0,errors/* messageOf */.bD)(error)}`);
            return undefined;
        }
    }
    startDeployment(model, sha) {
        return startDeployment(this.#deploymentPlace(model), sha);
    }
    endDeployments(models) {
        return endDeployments(models.map((model) => this.#deploymentPlace(model)));
    }
    #deploymentPlace(model) {
        const { repository, number, runUrl } = this.#access;
        const environment = `${(0,model_name/* fullName */.fq)(model)} (PR #${number})`;
        return { github: this.#github, repository, environment, logUrl: runUrl };
    }
}

;// CONCATENATED MODULE: ./src/preview/pull-request.ts


/** The pull request's page; undefined when there is no token to reach it with. */
async function openPage({ githubToken, comment, deployment }, { repository, number }, { http, context }) {
    if (githubToken === undefined) {
        if (comment || deployment)
            core/* warning */.$e("github-token is empty, so nothing is written to the pull request.");
        return undefined;
    }
    return PullRequestPage.open(http, {
        apiUrl: context.githubApiUrl,
        token: githubToken,
        repository,
        number,
        runUrl: context.runUrl,
    });
}


/***/ }),

/***/ 81238:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   p: () => (/* binding */ removePreview)
/* harmony export */ });
/* harmony import */ var _http_problem_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(24287);
/* harmony import */ var _lib_in_parallel_js__WEBPACK_IMPORTED_MODULE_5__ = __webpack_require__(7214);
/* harmony import */ var _lib_log_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(61025);
/* harmony import */ var _lib_model_name_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(89988);
/* harmony import */ var _lib_sleep_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(98964);
/* harmony import */ var _replicate_models_js__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(28281);






/** Requests at the same time; Replicate takes 3,000 a minute. */
const CONCURRENCY = 16;
/** Replicate's schema: deleting a version "might take a few minutes". Seconds. */
const VERSIONS_PATIENCE = 900;
/** How long a model may be refused after its last version is gone from the list. Seconds. */
const MODEL_PATIENCE = 120;
/**
 * Deletes a preview: its versions, and when those are gone the model. Versions that a push still adds
 * meanwhile are deleted too. What is gone already is as good as deleted, so that this can run twice.
 * @param model one that carries our mark: nothing else may come here.
 * @throws {ActionError} when the versions can't be listed.
 */
async function removePreview(api, model, signal) {
    const answers = new Map();
    const result = (deleted, ...more) => {
        const refused = [...answers.values()].filter((word) => word !== undefined);
        const refusals = [...refused, ...more];
        return { name: model, deleted, versions: answers.size - refused.length, refusals };
    };
    let deadline = Date.now() + VERSIONS_PATIENCE * 1000;
    let isEmpty = false;
    for (let seconds = 0.25;; seconds = Math.min(seconds * 1.5, 15)) {
        const left = await versionIds(api, model);
        if (left === undefined)
            return result(true);
        await (0,_lib_in_parallel_js__WEBPACK_IMPORTED_MODULE_5__/* .inParallel */ .H)(left.filter((id) => !answers.has(id)), CONCURRENCY, async (id) => void answers.set(id, await requestDeletion(api, model, id)));
        let obstacle = `${left.length} versions are still there`;
        if (left.length === 0) {
            const reply = await (0,_replicate_models_js__WEBPACK_IMPORTED_MODULE_4__/* .deleteModel */ .De)(api, model);
            if (reply.status === 204 || reply.status === 404)
                return result(true);
            obstacle = (0,_http_problem_js__WEBPACK_IMPORTED_MODULE_0__/* .describeReply */ .CS)(reply);
            if (!isEmpty)
                deadline = Date.now() + MODEL_PATIENCE * 1000;
            isEmpty = true;
        }
        else if (left.every((id) => answers.get(id) !== undefined))
            return result(false);
        if (Date.now() >= deadline)
            return result(false, `the model: ${obstacle}`);
        (0,_lib_log_js__WEBPACK_IMPORTED_MODULE_1__/* .debug */ .Yz)(`${(0,_lib_model_name_js__WEBPACK_IMPORTED_MODULE_2__/* .fullName */ .fq)(model)}: ${obstacle}`);
        await (0,_lib_sleep_js__WEBPACK_IMPORTED_MODULE_3__/* .pause */ .v7)(seconds, signal);
    }
}
/** @returns what Replicate said when it refused; undefined when the version is going or gone. */
async function requestDeletion(api, model, id) {
    const reply = await (0,_replicate_models_js__WEBPACK_IMPORTED_MODULE_4__/* .deleteVersion */ .CH)(api, model, id);
    return reply.status === 202 || reply.status === 204 || reply.status === 404
        ? undefined
        : `version ${id}: ${(0,_http_problem_js__WEBPACK_IMPORTED_MODULE_0__/* .describeReply */ .CS)(reply)}`;
}
/** The ids of all versions; undefined when the model itself is gone. */
async function versionIds(api, model) {
    const versions = await (0,_replicate_models_js__WEBPACK_IMPORTED_MODULE_4__/* .listVersions */ .yO)(api, model);
    if (!("status" in versions))
        return versions.map(({ id }) => id);
    if (versions.status === 404)
        return undefined;
    throw (0,_http_problem_js__WEBPACK_IMPORTED_MODULE_0__/* .unexpected */ .os)(`Listing the versions of ${(0,_lib_model_name_js__WEBPACK_IMPORTED_MODULE_2__/* .fullName */ .fq)(model)}`, versions);
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

/***/ 5940:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   v: () => (/* binding */ resolvePreview)
/* harmony export */ });
/* harmony import */ var _lib_errors_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(97268);
/* harmony import */ var _lib_model_name_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(89988);
/* harmony import */ var _name_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(85465);



/**
 * Names the preview of a production model.
 * @throws {ActionError} when the template makes no name, or no pull request can be told.
 */
function resolvePreview(production, { template, pullRequest }, { repository, serverUrl }) {
    const name = (0,_name_js__WEBPACK_IMPORTED_MODULE_2__/* .previewName */ .gz)(template, {
        ...production,
        number: pullRequest?.number,
        branch: pullRequest?.branch,
    });
    if (typeof name === "string")
        throw new _lib_errors_js__WEBPACK_IMPORTED_MODULE_0__/* .ActionError */ .lZ({
            what: `Input preview-model is "${template}", and ${name}.`,
            remedy: "Give a template such as {owner}/{name}-pr-{number}.",
        });
    const number = pullRequest?.number ?? numberIn(name);
    if (number === undefined)
        throw new _lib_errors_js__WEBPACK_IMPORTED_MODULE_0__/* .ActionError */ .lZ({
            what: `preview is true, this event is about no pull request, and preview-model (${(0,_lib_model_name_js__WEBPACK_IMPORTED_MODULE_1__/* .fullName */ .fq)(name)}) does not end with the number of one.`,
            remedy: "Set preview-model to a name that ends with it: your-name/your-model-pr-12.",
        });
    return { first: name, origin: { repository, serverUrl, number, production } };
}
function numberIn({ name }) {
    const digits = /(?:^|[._-])(\d+)$/.exec(name)?.[1];
    return digits === undefined ? undefined : Number(digits);
}


/***/ })

};

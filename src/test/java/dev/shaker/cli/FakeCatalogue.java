package dev.shaker.cli;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;

import dev.shaker.cli.common.Documents;

/** Answers as an instance would: what is new is seen only at the second look, so that waiting is exercised. */
final class FakeCatalogue {
    static final int ROWS = 300;

    final List<JsonNode> announced = new ArrayList<>();
    final List<ObjectNode> mixtureRequests = new ArrayList<>();
    /** Whether adapters can be evaluated alone. */
    boolean aloneWorks = true;
    /** What advice says. */
    String verdict = "caution";
    /** Whether a rebuilt mixture has the same bytes. */
    boolean rebuildsEqual = true;

    private final Map<String, List<ObjectNode>> adapters = new LinkedHashMap<>();
    private final Map<String, ObjectNode> announcements = new LinkedHashMap<>();
    /** By the last part of the address, one after the other, the last one again and again. */
    final Map<String, List<JsonNode>> verdicts = new LinkedHashMap<>();
    private final Map<String, ObjectNode> mixtures = new LinkedHashMap<>();
    private final Map<String, Integer> looks = new LinkedHashMap<>();

    /** How often each sweep was asked about. */
    private final Map<String, Integer> sweeps = new TreeMap<>();
    final List<JsonNode> sweepRequests = new ArrayList<>();
    /** How a search is whenever it is asked for, the last one from then on. */
    final List<JsonNode> searches = new ArrayList<>();
    final List<JsonNode> searchRequests = new ArrayList<>();
    /** What each withdrawal's query held. */
    final List<Map<String, String>> withdrawals = new ArrayList<>();

    record Answer(int status, JsonNode body, String code, String message) {
        static Optional<Answer> of(JsonNode body) {
            return Optional.of(new Answer(200, body, "", ""));
        }
    }

    static String unknown(String path) {
        return path.contains("/mixture")
                ? "mixture-unknown"
                : path.contains("/sweeps/")
                        ? "sweep-unknown"
                        : path.startsWith("/spaces") ? "space-unknown" : "resource-unknown";
    }

    synchronized void announce(String eventId, JsonNode data) {
        announced.add(data);
        String space = data.path("space").asText();
        JsonNode domain = data.path("domain");
        ObjectNode announcement = Documents.object().put("eventId", eventId).put("space", space);
        announcements.put(eventId, announcement);
        if (domain.path("labels").size() == 1) {
            announcement.put("outcome", "rejected").putObject("error").put("code", "domain-labels-invalid").put(
                    "message", "domain '" + domain.path("name").asText() + "' has 1 label; give at least two");
            return;
        }
        List<ObjectNode> there = adapters.computeIfAbsent(space, any -> new ArrayList<>());
        ObjectNode adapter = Documents.object().put("id", "id-" + domain.path("name").asText())
                .put("domain", domain.path("name").asText()).put("method", "pfeiffer").put("status", "registered")
                .put("location", data.path("adapter").path("location").asText()).put("generation", there.size() + 1)
                .put("parameters", 4096);
        adapter.set("labels", domain.path("labels"));
        adapter.set("baseModel", data.path("baseModel"));
        adapter.set("test", domain.get("test"));
        there.add(adapter);
        announcement.put("outcome", "registered").put("adapterId", adapter.path("id").asText()).put("generation",
                there.size());
    }

    private static JsonNode deadLetters(String[] parts) {
        return parts.length == 3
                ? Documents.object().put("topic", parts[1]).put("replayed", 2)
                : page(Documents.array()
                        .add(Documents.object().put("topic", "shaker.train-completed").put("waiting", 2)),
                        Map.of());
    }

    synchronized Optional<Answer> answer(String method, String path, Map<String, String> query, ObjectNode body) {
        String[] parts = path.substring(1).split("/");
        return switch (parts[0]) {
            case "info" ->
                Answer.of(Documents.object().put("version", "1.2.3").put("role", "all").put("device", "cpu"));
            case "dead-letters" -> Answer.of(deadLetters(parts));
            case "announcements" -> second(path)
                    ? Optional.ofNullable(announcements.get(parts[1])).flatMap(Answer::of)
                    : Optional.empty();
            case "spaces" ->
                parts.length == 1 ? Answer.of(page(spaces(), query)) : inSpace(method, path, parts, query, body);
            default -> Optional.empty();
        };
    }

    /** Half done when it is asked about first, completed after that. */
    private Optional<Answer> sweep(String method, String[] parts) {
        if (!sweeps.containsKey(parts[1])) {
            return Optional.empty();
        }
        String below = parts.length > 2 ? parts[2] : "";
        ObjectNode sweep = Documents.object().put("sweepId", parts[1]).put("space", "mini").put("total", 24)
                .put("shards", 4).put("perSecond", 12.5).put("seconds", 1.92);
        return switch (below) {
            case "report" -> Answer.of(new TextNode("<!doctype html>"));
            case "results" -> Answer.of(new TextNode("sparsity,members\r\n"));
            case "statistics" -> Answer.of(Documents.object().put("spreads", 16));
            case "pause" -> Answer.of(sweep.put("status", "paused").put("done", 12).put("shardsDone", 2));
            case "resume" -> Answer.of(sweep.put("status", "running").put("done", 12).put("shardsDone", 2));
            default -> {
                boolean running = method.equals("GET") && sweeps.merge(parts[1], 1, Integer::sum) == 1;
                String status = method.equals("DELETE") ? "cancelled" : running ? "running" : "completed";
                yield Answer.of(sweep.put("status", status).put("done", running ? 12 : 24).put("shardsDone",
                        running ? 2 : 4));
            }
        };
    }

    /** One item to a page, so that whoever wants a list has to ask for all of its pages. */
    private static ObjectNode page(ArrayNode all, Map<String, String> query) {
        int from = Integer.parseInt(query.getOrDefault("cursor", "0"));
        ObjectNode page = Documents.object();
        ArrayNode items = page.putArray("items");
        if (from < all.size()) {
            items.add(all.get(from));
        }
        return from + 1 < all.size() ? page.put("next", String.valueOf(from + 1)) : page.putNull("next");
    }

    private Optional<Answer> mixture(String[] parts, ObjectNode body) {
        if (parts.length > 2 && parts[2].startsWith("verdict")) {
            List<JsonNode> left = verdicts.getOrDefault(parts[2], List.of());
            return left.isEmpty()
                    ? Optional.of(new Answer(404, null, "policy-unknown", "space 'mini' has no such policy"))
                    : Answer.of(left.size() > 1 ? left.removeFirst() : left.getFirst());
        }
        return parts.length > 2
                ? Answer.of(rebuilt(parts[1], body))
                : mixtures.values().stream().filter(m -> m.path("id").asText().startsWith(parts[1])).findFirst()
                        .flatMap(Answer::of);
    }

    private Optional<Answer> search(String method, String[] parts, Map<String, String> query, ObjectNode body) {
        if (parts.length == 3 && method.equals("POST")) {
            searchRequests.add(body);
            return Optional.of(
                    new Answer(202, Documents.object().put("guidedId", body.path("guidedId").asText()), "", ""));
        }
        if (parts.length == 3) {
            return Answer.of(page(Documents.array().addAll(searches), query));
        }
        if (searches.isEmpty()) {
            return Optional.empty();
        }
        ObjectNode search = searches.size() > 1 ? (ObjectNode) searches.removeFirst() : searches.getFirst().deepCopy();
        return Answer.of(method.equals("GET")
                ? search
                : search.put("status", method.equals("DELETE") ? "cancelled" : parts[4] + "d"));
    }

    private Optional<Answer> inSpace(String method, String path, String[] parts, Map<String, String> query,
            ObjectNode body) {
        String space = parts[1];
        if (parts.length > 3 && parts[2].equals("sweeps")) {
            return sweep(method, Arrays.copyOfRange(parts, 2, parts.length));
        }
        if (parts.length > 2 && parts[2].equals("sweeps") && method.equals("GET")) {
            return Answer.of(page(sweepList(), query));
        }
        if (parts.length > 2 && parts[2].equals("sweeps")) {
            sweeps.put(body.path("sweepId").asText(), 0);
            sweepRequests.add(body);
            return Optional
                    .of(new Answer(202, Documents.object().put("sweepId", body.path("sweepId").asText()), "", ""));
        }
        if (parts.length > 2 && parts[2].equals("searches")) {
            return search(method, parts, query, body);
        }
        if (!adapters.containsKey(space)) {
            return Optional.empty();
        }
        return switch (parts.length == 2 ? "" : parts[2]) {
            case "" -> Answer.of(spaces().get(List.copyOf(adapters.keySet()).indexOf(space)));
            case "domains" -> Answer.of(withdraw(space, parts[3], query));
            case "adapters" -> Answer.of(page(array(adapters.getOrDefault(space, List.of())), query));
            case "rejections" -> Answer.of(page(rejections(space), query));
            case "fsd" -> Answer.of(fsd(space));
            case "fsd.csv" -> Answer.of(new TextNode("domain,a,b\na,0,0.25\n"));
            case "advice" -> Answer.of(advice(body));
            case "mixture-requests" -> Optional.ofNullable(mixtures.get(parts[3])).flatMap(
                    mixture -> Answer.of(second(path) ? mixture : mixture.deepCopy().put("status", "requested")));
            case "mixtures" -> parts.length > 3
                    ? parts[3].equals("plan")
                            ? Answer.of(plan(space, body))
                            : mixture(Arrays.copyOfRange(parts, 2, parts.length), body)
                    : method.equals("GET")
                            ? Answer.of(page(array(List.copyOf(mixtures.values())), query))
                            : mix(space, body);
            case "evaluations" -> Answer.of(page(evaluations(query), query));
            default -> Optional.empty();
        };
    }

    /** Only what is there can be withdrawn, as its announcement tells. */
    private ObjectNode withdraw(String space, String domain, Map<String, String> query) {
        String event = "withdrawal-" + domain;
        withdrawals.add(query);
        ObjectNode announcement = Documents.object().put("eventId", event).put("space", space);
        announcements.put(event, announcement);
        if (adapters.getOrDefault(space, List.of())
                .removeIf(adapter -> adapter.path("domain").asText().equals(domain))) {
            announcement.put("outcome", "withdrawn").put("adapterId", "id-" + domain).put("generation", 9);
        } else {
            announcement.put("outcome", "rejected").putObject("error").put("code", "domain-unknown").put("message",
                    "space 'mini' has no domain '" + domain + "'");
        }
        return Documents.object().put("eventId", event).put("location",
                "/api/v1/announcements/" + event + "?source=%2Fapi%2Fv1");
    }

    private Optional<Answer> mix(String space, ObjectNode request) {
        mixtureRequests.add(request);
        String id = request.path("requestId").asText();
        JsonNode select = request.path("select");
        if (request.path("prune").path("sparsity").asDouble() > 1) {
            return Optional.of(new Answer(400, null, "sparsity-out-of-range", "sparsity 1.5 is not between 0 and 1"));
        }
        ObjectNode mixture = Documents.object().put("requestId", id).put("space", space);
        List<String> members = new ArrayList<>(Documents.texts(select.path("members")));
        List<ObjectNode> there = adapters.getOrDefault(space, List.of());
        if (members.isEmpty()) {
            there.stream().limit(select.path("size").asInt()).forEach(one -> members.add(one.path("domain").asText()));
        }
        mixtures.put(id, mixture);
        if (select.path("size").asInt() > there.size()) {
            mixture.put("status", "failed").putObject("error").put("code", "mixture-too-large").put("message",
                    "space '" + space + "' has only " + there.size() + " adapters");
        } else {
            mixture.put("status", "ready").put("id", "mixture-1").put("generation", there.size()).put("meanFsd", 0.25)
                    .put("sparsity", 0.4).put("recipe", "s3://bucket/mixtures/" + space + "/mixture-1/recipe.json");
            mixture.set("attacks", request.at("/evaluate/attacks"));
            ArrayNode list = mixture.putArray("members");
            members.forEach(member -> list.addObject().put("domain", member).put("adapterId", "id-" + member));
            ArrayNode evaluations = mixture.putArray("evaluationIds");
            for (String member : members) {
                evaluations.add(evaluationId(member, ""));
                mixture.path("attacks").forEach(attack -> evaluations.add(evaluationId(member, name(attack))));
            }
        }
        return Optional.of(new Answer(202, Documents.object().put("requestId", id), "", ""));
    }

    private ObjectNode advice(ObjectNode request) {
        mixtureRequests.add(request);
        ObjectNode advice = Documents.object().put("verdict", verdict).put("space", "mini").put("generation", 3)
                .put("initialisation", "shared");
        advice.putArray("findings").addObject().put("reason", "no-shared-direction").put("message",
                "adapters of 'films' and 'nli' disagree in 49.9 % of signs");
        ObjectNode pair = advice.putArray("pairs").addObject();
        pair.set("domains", Documents.arrayOf(List.of("films", "nli")));
        pair.putObject("factors").put("fsd", 0.2).put("fsdBothNonZero", 0.4);
        pair.putObject("update").put("fsd", 0.498).put("fsdBothNonZero", 0.499);
        pair.putObject("similarity").put("cosine", 0.03).put("normRatio", 0.94);
        pair.putArray("worstLayers").addObject().put("layer", "encoder.layer.0.attention.self.query")
                .put("conflicts", 6)
                .put("bothNonZero", 10).put("total", 12);
        advice.putObject("plan").put("id", "mixture-1").set("members", Documents.arrayOf(List.of("films", "nli")));
        return advice;
    }

    private static ObjectNode plan(String space, ObjectNode request) {
        ObjectNode plan = Documents.object().put("id", "mixture-1").put("stored", false).put("space", space)
                .put("generation", 3).put("basis", "factors");
        plan.putArray("members").addObject().put("domain", "nli").put("weight", 1);
        ObjectNode scores = plan.putObject("scores").put("meanPairwise", 0.25);
        scores.putArray("order").addObject().put("domain", "nli").put("averageOfOthers", 0.25);
        plan.set("request", request);
        return plan;
    }

    private ObjectNode rebuilt(String id, ObjectNode recipe) {
        mixtureRequests.add(recipe);
        ObjectNode rebuilt = Documents.object().put("id", id).put("equal", rebuildsEqual).put("location",
                "s3://bucket/m/");
        rebuilt.putArray("files").addObject().put("name", "recipe.json").put("equal", rebuildsEqual);
        return rebuilt;
    }

    /** As the instance tells it: every parameter that matters beside what was asked for. */
    private void attacked(ArrayNode evaluations, JsonNode member, JsonNode attack, String mixture, boolean done) {
        ObjectNode evaluation = evaluation(evaluations, member, done).put("id",
                evaluationId(member.path("domain").asText(), name(attack)));
        if (!mixture.isEmpty()) {
            evaluation.put("mixtureId", mixture);
        }
        ObjectNode under = evaluation.putObject("underAttack");
        ObjectNode resolved = under.putObject("attack");
        resolved.setAll((ObjectNode) attack.deepCopy());
        boolean texts = attack.path("name").asText().equals("textfooler");
        if (texts) {
            resolved.put("candidates", 50);
        } else {
            resolved.put("epsilon", 0.01);
        }
        if (done) {
            evaluation.put("correct", 270).put("rows", ROWS).put("aloneCorrect", 300);
            under.put("correct", mixture.isEmpty() ? 210 : 150);
            if (!mixture.isEmpty() && aloneWorks) {
                under.put("aloneCorrect", 210).put("drop", 0.2);
            }
            if (!aloneWorks && mixture.isEmpty()) {
                under.remove("correct");
                evaluation.put("status", "failed").putObject("error").put("code", "data-file-invalid").put("message",
                        "word vectors 'v.txt', line 3: no numbers");
            }
            if (texts) {
                under.put("wordsChanged", 30).put("words", 240).put("queries", 4321);
            }
        }
    }

    private ArrayNode evaluations(Map<String, String> query) {
        String mixtureId = query.getOrDefault("mixture", "");
        ArrayNode evaluations = Documents.array();
        boolean done = query.containsKey("cursor")
                ? looks.getOrDefault("evaluations of " + mixtureId, 0) > 1
                : second("evaluations of " + mixtureId);
        for (ObjectNode mixture : mixtures.values()) {
            for (JsonNode member : mixture.path("members")) {
                if (mixtureId.isEmpty()) {
                    ObjectNode alone = evaluation(evaluations, member, done);
                    if (done && !aloneWorks) {
                        alone.put("status", "failed").putObject("error").put("code", "data-row-invalid").put("message",
                                "test.tsv, line 7: label 'x' is none of the domain's");
                    } else if (done) {
                        alone.put("correct", 300).put("rows", ROWS);
                    }
                }
                ObjectNode mixed = evaluation(evaluations, member, done).put("mixtureId", mixture.path("id").asText());
                for (JsonNode attack : mixture.path("attacks")) {
                    attacked(evaluations, member, attack, mixtureId.isEmpty() ? "" : mixture.path("id").asText(), done);
                }
                if (done) {
                    mixed.put("correct", 270).put("rows", ROWS).put("drop", 0.1).put("device", "cpu");
                    if (aloneWorks) {
                        mixed.put("aloneCorrect", 300);
                    }
                }
            }
        }
        return evaluations;
    }

    private static String evaluationId(String domain, String attack) {
        return "evaluation-" + domain + attack;
    }

    private static String name(JsonNode attack) {
        return "-" + attack.path("name").asText();
    }

    private static ObjectNode evaluation(ArrayNode evaluations, JsonNode member, boolean done) {
        ObjectNode evaluation = evaluations.addObject().put("domain", member.path("domain").asText())
                .put("id", evaluationId(member.path("domain").asText(), ""))
                .put("status", done ? "completed" : "requested");
        evaluation.set("adapterId", member.path("adapterId"));
        return evaluation;
    }

    private ArrayNode sweepList() {
        ArrayNode list = Documents.array();
        sweeps.keySet().forEach(id -> list.addObject().put("sweepId", id).put("status", "running").put("done", 1)
                .put("total", 24));
        return list;
    }

    private ArrayNode spaces() {
        ArrayNode spaces = Documents.array();
        adapters.forEach((name, there) -> {
            ObjectNode space = spaces.addObject().put("name", name).put("method", "pfeiffer")
                    .put("generation", there.size()).put("adapters", there.size());
            space.set("baseModel", there.getFirst().path("baseModel"));
        });
        return spaces;
    }

    private ArrayNode rejections(String space) {
        ArrayNode rejections = Documents.array();
        announcements.values().stream().filter(one -> one.has("error") && space.equals(one.path("space").asText()))
                .forEach(one -> rejections.addObject().put("domain", "one").put("time", "2026-01-01T00:00:00Z")
                        .set("error", one.path("error")));
        return rejections;
    }

    private ObjectNode fsd(String space) {
        List<String> domains = adapters.getOrDefault(space, List.of()).stream().map(a -> a.path("domain").asText())
                .sorted().toList();
        ObjectNode matrix = Documents.object().put("space", space).put("generation", domains.size()).put("total", 1000);
        matrix.set("domains", Documents.arrayOf(domains));
        ArrayNode conflicts = matrix.putArray("conflicts");
        ArrayNode fsd = matrix.putArray("fsd");
        for (int a = 0; a < domains.size(); a++) {
            ArrayNode conflictRow = conflicts.addArray();
            ArrayNode row = fsd.addArray();
            for (int b = 0; b < domains.size(); b++) {
                int count = a == b ? 0 : 100 + Math.abs(a - b) * 10;
                conflictRow.add(count);
                row.add(count / 1000.0);
            }
        }
        return matrix;
    }

    private boolean second(String what) {
        return looks.merge(what, 1, Integer::sum) > 1;
    }

    private static ArrayNode array(List<ObjectNode> nodes) {
        ArrayNode array = Documents.array();
        nodes.forEach(array::add);
        return array;
    }
}

package io.xynergy.operator.reconcile;

import io.xynergy.operator.delivery.Report;
import io.xynergy.operator.model.Configuration;
import io.xynergy.operator.model.Names;
import io.xynergy.operator.policy.CompiledPolicy;
import io.xynergy.operator.policy.Missing;
import io.xynergy.operator.policy.Refused;
import io.xynergy.operator.resource.Conditions;
import io.xynergy.operator.resource.PolicyStatus;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Says in a status what a pass found. */
final class StatusText {

    /** Most names in a list of a status. */
    private static final int MOST_NAMES = 5;

    /** Most routes that are listed as not served. */
    private static final int MOST_ROUTES = 100;

    /** Looked for no more than anything else, because it stays until the policy is edited. */
    static final String ADDRESS_REFUSED = "AddressRefused";

    private final Findings findings;
    private final Conditions conditions;
    private final @Nullable Report report;

    private StatusText(Findings findings, Conditions conditions) {
        this.findings = findings;
        this.conditions = conditions;
        this.report = findings.current();
    }

    /** The status; the conditions are filled. */
    static PolicyStatus of(Findings findings, Conditions conditions, long generation) {
        return new StatusText(findings, conditions).status(generation);
    }

    private PolicyStatus status(long generation) {
        accepted();
        references();
        programmed();
        live();
        ready();
        return new PolicyStatus(
                generation, config(), pods(), routes(), findings.keys, conditions.list());
    }

    private void accepted() {
        switch (findings.compiled) {
            case CompiledPolicy.Invalid invalid ->
                    conditions.no(Conditions.ACCEPTED, invalid.reason(), invalid.message());
            case CompiledPolicy.Valid valid -> {
                var conflict = findings.conflict;
                if (conflict == null) {
                    conditions.yes(Conditions.ACCEPTED, "Valid", validText(valid.warnings()));
                } else {
                    conditions.no(Conditions.ACCEPTED, "Conflicted", conflict.message());
                }
            }
        }
    }

    private static String validText(List<String> warnings) {
        String text = "the spec is valid";
        return warnings.isEmpty() ? text : text + "; warning: " + String.join("; ", warnings);
    }

    private void references() {
        if (findings.accepted() == null) {
            conditions.unknown(Conditions.RESOLVED_REFS, "NotAccepted", "the spec is not accepted");
        } else if (!findings.missing.isEmpty()) {
            conditions.no(
                    Conditions.RESOLVED_REFS,
                    findings.missing.getFirst().reason(),
                    Stream.concat(
                                    Stream.of("missing: " + joined(findings.missing)),
                                    findings.refused.stream().map(Refused::toString))
                            .collect(Collectors.joining("; ")));
        } else if (!findings.refused.isEmpty()) {
            conditions.no(Conditions.RESOLVED_REFS, ADDRESS_REFUSED, joined(findings.refused));
        } else {
            conditions.yes(
                    Conditions.RESOLVED_REFS, "Resolved", "everything that the spec names exists");
        }
    }

    private static String joined(List<?> found) {
        return found.stream().map(Object::toString).collect(Collectors.joining("; "));
    }

    private void programmed() {
        String type = Conditions.PROGRAMMED;
        if (!findings.taken.isEmpty()) {
            conditions.no(
                    type,
                    "NameTaken",
                    "somebody else has "
                            + findings.taken.stream()
                                    .map(taken -> taken.kind() + " " + taken.name())
                                    .collect(Collectors.joining(", "))
                            + "; remove or rename it");
            return;
        }
        switch (findings.target.why()) {
            case KEPT ->
                    conditions.no(
                            type,
                            "NotAccepted",
                            findings.target.configuration() == null
                                    ? "there is no valid configuration yet"
                                    : "what was valid before serves on");
            case PINNED ->
                    conditions.no(
                            type,
                            "PinnedByAnnotation",
                            "the annotation %s asks for %s; remove it to serve the spec"
                                    .formatted(Instructions.ROLLBACK, digest()));
            case TRIED -> conditions.no(type, "OnTrial", String.valueOf(findings.trial));
            case REJECTED ->
                    conditions.no(
                            type,
                            "RolledBack",
                            "%s was refused and pods serve %s again: %s"
                                    .formatted(findings.rejected, digest(), rejection()));
            case SPEC, PIN_UNKNOWN -> programmedBySpec();
        }
    }

    private void programmedBySpec() {
        String type = Conditions.PROGRAMMED;
        if (findings.rejected != null) {
            conditions.no(type, "Rejected", "pods refused it: " + rejection());
        } else if (findings.target.why() == Target.Why.PIN_UNKNOWN) {
            conditions.no(
                    type,
                    "UnknownDigest",
                    "the annotation %s names a digest that is not kept; kept are %s"
                            .formatted(Instructions.ROLLBACK, findings.history));
        } else if (!findings.waiting.isEmpty()) {
            conditions.no(type, "AwaitingGateways", awaited());
        } else {
            conditions.yes(type, "Published", "pods start with the spec's configuration");
        }
    }

    private String awaited() {
        List<String> gateways =
                findings.waiting.values().stream().flatMap(List::stream).distinct().toList();
        return "Deployment "
                + names(findings.waiting.keySet())
                + " stays as it is until no gateway pod is left that does not sign callers: "
                + names(gateways);
    }

    private String rejection() {
        return findings.rejection.isEmpty()
                ? "the reason was said to an operator process that is gone"
                : String.join("; ", findings.rejection);
    }

    private String digest() {
        Configuration configuration = findings.target.configuration();
        return configuration == null ? "nothing" : Names.shortDigest(configuration.digest());
    }

    private void live() {
        String type = Conditions.LIVE;
        Report found = report;
        if (!findings.isSpecOrdered()) {
            conditions.no(type, "OtherVersion", "pods are to serve " + digest() + ", not the spec");
        } else if (found == null || found.total() == 0) {
            conditions.no(
                    type,
                    "NoReadyPods",
                    "no pod of the data plane is ready" + because(findings.stuckGateways));
        } else if (found.isLive()) {
            conditions.yes(type, "Live", "all " + found.total() + " ready pods serve it");
        } else if (!found.refused().isEmpty()) {
            conditions.no(type, "Rejected", "refused by " + names(found.refused().keySet()));
        } else if (!found.laggards().isEmpty()) {
            conditions.no(type, "Laggards", "no response from " + laggards(found));
        } else {
            conditions.no(
                    type, "Delivering", found.live() + " of " + found.total() + " pods serve it");
        }
    }

    private static String names(Collection<String> names) {
        String some = names.stream().limit(MOST_NAMES).collect(Collectors.joining(", "));
        return names.size() > MOST_NAMES ? some + " and " + (names.size() - MOST_NAMES) : some;
    }

    private static String laggards(Report report) {
        List<String> texts = new ArrayList<>();
        new TreeMap<>(report.laggards()).forEach((pod, why) -> texts.add(pod + " (" + why + ")"));
        return names(texts);
    }

    private void ready() {
        String type = Conditions.READY;
        if (!conditions.holds(Conditions.ACCEPTED)) {
            conditions.no(type, "NotAccepted", "the spec is not accepted");
        } else if (!conditions.holds(Conditions.LIVE)) {
            conditions.no(type, "NotLive", "not every pod serves the spec");
        } else if (!findings.unavailable.isEmpty()) {
            conditions.no(
                    type,
                    "ServiceUnavailable",
                    "no pod is available of "
                            + names(findings.unavailable)
                            + because(findings.stuckServices));
        } else {
            List<String> stuck = new ArrayList<>(findings.stuckGateways);
            stuck.addAll(findings.stuckServices);
            conditions.yes(
                    type,
                    "Ready",
                    stuck.isEmpty()
                            ? "traffic flows by the spec"
                            : "traffic flows by the spec, but not through all pods"
                                    + because(stuck));
        }
    }

    private static String because(List<String> stuck) {
        return stuck.isEmpty() ? "" : ": " + names(stuck);
    }

    private PolicyStatus.Config config() {
        Report found = report;
        return new PolicyStatus.Config(
                findings.compiled instanceof CompiledPolicy.Valid valid
                        ? Names.shortDigest(valid.configuration().digest())
                        : null,
                found != null && found.isLive() ? Names.shortDigest(found.digest()) : null,
                findings.lastGood,
                findings.rejected,
                findings.revision == 0 ? null : (Long) findings.revision,
                findings.history.isEmpty() ? null : findings.history);
    }

    private PolicyStatus.@Nullable Pods pods() {
        Report found = report;
        if (found == null) {
            return new PolicyStatus.Pods("0/0", 0, 0, 0, null, List.of());
        }
        Duration slowest = found.slowest();
        return new PolicyStatus.Pods(
                found.live() + "/" + found.total(),
                found.total(),
                found.live(),
                found.refused().size(),
                slowest == null ? null : slowest.toMillis() + "ms",
                found.laggards().keySet().stream().sorted().limit(MOST_NAMES).toList());
    }

    /** Only routes that are not served as written: all others are. */
    private @Nullable List<PolicyStatus.Route> routes() {
        CompiledPolicy.Valid valid = findings.accepted();
        if (valid == null) {
            return null;
        }
        var routes = new TreeMap<String, PolicyStatus.Route>();
        for (Missing missing : findings.missing) {
            add(routes, valid, missing.service(), missing.reason(), missing.toString());
        }
        for (Refused refused : findings.refused) {
            if (refused.isAll()) {
                add(routes, valid, refused.service(), ADDRESS_REFUSED, refused.toString());
            }
        }
        return routes.isEmpty() ? null : List.copyOf(routes.values());
    }

    private static void add(
            Map<String, PolicyStatus.Route> routes,
            CompiledPolicy.Valid valid,
            String service,
            String reason,
            String message) {
        for (String route : valid.routes().getOrDefault(service, List.of())) {
            if (routes.size() < MOST_ROUTES) {
                routes.putIfAbsent(route, new PolicyStatus.Route(route, false, reason, message));
            }
        }
    }
}

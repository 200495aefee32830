package io.xynergy.operator.reconcile;

import io.xynergy.operator.apply.Written;
import io.xynergy.operator.delivery.Report;
import io.xynergy.operator.policy.CompiledPolicy;
import io.xynergy.operator.policy.Missing;
import io.xynergy.operator.policy.Neighbours;
import io.xynergy.operator.policy.Refused;
import io.xynergy.operator.resource.PolicyStatus;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What one pass found and did; filled step by step, read by {@link StatusText}. */
final class Findings {

    final CompiledPolicy compiled;
    Neighbours.@Nullable Conflict conflict;
    List<Missing> missing = List.of();
    List<Refused> refused = List.of();
    Target target = new Target(null, Target.Why.KEPT);
    @Nullable String rejected;
    List<String> rejection = List.of();

    /** What a few pods serve first, in words; absent: nothing. */
    @Nullable String trial;

    long revision;
    @Nullable Report report;
    final List<Written.Taken> taken = new ArrayList<>();

    /** API keys; absent: there are none. */
    @Nullable List<PolicyStatus.Key> keys;

    /** Services that the policy runs and of which no pod is available. */
    final List<String> unavailable = new ArrayList<>();

    /** Deployments that stay as they are for now, each with the gateway pods that it waits for. */
    final Map<String, List<String>> waiting = new TreeMap<>();

    /** What keeps pods of the data plane from getting ready. */
    List<String> stuckGateways = List.of();

    /** What keeps pods of services that the policy runs from getting ready. */
    final List<String> stuckServices = new ArrayList<>();

    @Nullable String lastGood;
    List<String> history = List.of();

    Findings(CompiledPolicy compiled) {
        this.compiled = compiled;
    }

    /** The policy, if it is valid and no older one claims the same. */
    CompiledPolicy.@Nullable Valid accepted() {
        return compiled instanceof CompiledPolicy.Valid valid && conflict == null ? valid : null;
    }

    /** Whether the spec itself is what is ordered. */
    boolean isSpecOrdered() {
        return target.why() == Target.Why.SPEC || target.why() == Target.Why.PIN_UNKNOWN;
    }

    /** What pods said to the target; absent: nothing was ordered, or something else. */
    @Nullable Report current() {
        Report found = report;
        return found != null
                        && target.configuration() != null
                        && target.configuration().digest().equals(found.digest())
                ? found
                : null;
    }
}

package io.xynergy.operator.reconcile;

import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.xynergy.operator.delivery.Document;
import io.xynergy.operator.delivery.Peer;
import io.xynergy.operator.delivery.Report;
import io.xynergy.operator.delivery.Wanted;
import io.xynergy.operator.model.Configuration;
import io.xynergy.operator.model.Names;
import io.xynergy.operator.policy.CompiledPolicy;
import io.xynergy.policy.RolloutSpec;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The part of a pass that lets a few pods serve a new version first, if the policy says so. */
final class Canary {

    private final Parts parts;
    private final PolicyState state;
    private final ResourceID id;
    private final List<Peer> ready;

    Canary(Parts parts, PolicyState state, ResourceID id, List<Peer> ready) {
        this.parts = parts;
        this.state = state;
        this.id = id;
        this.ready = ready;
    }

    /** Decides whether the target, if it is the spec, is for all pods already. */
    void choose(Findings findings) {
        CompiledPolicy.Valid valid = findings.accepted();
        RolloutSpec.Canary spec = valid == null ? null : valid.canary();
        Configuration published = state.current();
        if (valid == null || spec == null || published == null || ready.isEmpty()) {
            state.trial = null;
        } else if (!findings.isSpecOrdered() || published.equals(valid.configuration())) {
            state.trial = null;
        } else if (findings.rejected != null) {
            // there may be no last good one to go back to, but there is one that the others serve
            state.trial = null;
            findings.target = new Target(published, Target.Why.REJECTED);
        } else {
            follow(findings, valid.configuration().digest(), spec, published);
        }
    }

    private void follow(
            Findings findings, String digest, RolloutSpec.Canary spec, Configuration published) {
        Trial trial = state.trial;
        if (trial == null || !trial.isOf(digest, ready)) {
            trial = new Trial(digest, ready.subList(0, Math.min(spec.pods(), ready.size())));
            state.trial = trial;
        }
        switch (judge(trial, spec, digest, findings.report)) {
            case Trial.Verdict.Goes goes -> {
                findings.trial =
                        "%s %s %s, before all pods get it"
                                .formatted(Names.shortDigest(digest), goes.text(), trial.names());
                findings.target = new Target(published, Target.Why.TRIED);
            }
            case Trial.Verdict.Passed _ -> state.trial = null;
            case Trial.Verdict.Failed failed -> {
                state.trial = null;
                state.rejected = digest;
                state.rejection = List.of(failed.why());
                findings.rejection = state.rejection;
                findings.rejected = Names.shortDigest(digest);
                findings.target = new Target(published, Target.Why.REJECTED);
            }
        }
    }

    private Trial.Verdict judge(
            Trial trial, RolloutSpec.Canary spec, String digest, @Nullable Report report) {
        Report.Tried tried = report == null ? null : report.tried();
        boolean live = tried != null && tried.digest().equals(digest) && tried.live();
        if (live) {
            parts.deliveries().count(id, trial.peers());
        }
        return trial.judge(spec, live, parts.deliveries().counts(id), parts.times().now());
    }

    /** What the pods of the trial serve beside all others; absent: there is none. */
    Wanted.@Nullable Trial wanted(Findings findings, long revision) {
        Trial trial = state.trial;
        CompiledPolicy.Valid valid = findings.accepted();
        if (trial == null || valid == null || findings.target.why() != Target.Why.TRIED) {
            return null;
        }
        Configuration configuration = valid.configuration();
        return new Wanted.Trial(
                new Document(
                        Document.CONFIG,
                        configuration.digest(),
                        revision + 1,
                        configuration.packed()),
                trial.pods());
    }
}

package io.xynergy.operator.reconcile;

import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.xynergy.operator.delivery.Document;
import io.xynergy.operator.delivery.Peer;
import io.xynergy.operator.delivery.Report;
import io.xynergy.operator.delivery.Wanted;
import io.xynergy.operator.model.ConfigMaps;
import io.xynergy.operator.model.Configuration;
import io.xynergy.operator.model.Names;
import io.xynergy.operator.model.Plan;
import io.xynergy.operator.policy.CompiledPolicy;
import io.xynergy.operator.policy.PolicyCompilation;
import io.xynergy.operator.policy.ReferenceCheck;
import io.xynergy.operator.resource.Conditions;
import io.xynergy.operator.resource.GatewayPolicyResource;
import io.xynergy.operator.resource.PolicyStatus;
import io.xynergy.policy.compiled.AuthConfig.KeyHash;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One pass over one policy, with its spec and the cluster as they are now. Pods that are ready get
 * a new configuration first; what the API server has to keep of it comes when they have answered.
 */
final class PolicyPass {

    private static final long REFERENCES_FRESH = TimeUnit.SECONDS.toNanos(60);
    private static final long REFERENCES_MISSING = TimeUnit.SECONDS.toNanos(4);

    private final Parts parts;
    private final PolicyState state;
    private final Cluster cluster;
    private final GatewayPolicyResource resource;
    private final ObjectMeta metadata;
    private final ConfigMaps.Owner owner;
    private final PolicyStatus last;
    private final Instructions instructions;
    private final History history;
    private final ResourceID id;
    private final List<Peer> ready;
    private final Canary canary;
    private final Books books;

    /** Orders again what was ordered, with endpoints as they are known now. */
    private Runnable order = () -> {};

    private long later;

    PolicyPass(Parts parts, PolicyState state, Cluster cluster, GatewayPolicyResource resource) {
        this.parts = parts;
        this.state = state;
        this.cluster = cluster;
        this.resource = resource;
        this.metadata = resource.getMetadata();
        this.id = ResourceID.fromResource(resource);
        this.owner =
                new ConfigMaps.Owner(
                        metadata.getName(), metadata.getNamespace(), reference(resource));
        PolicyStatus stored = resource.getStatus();
        PolicyStatus own = state.status;
        this.last = own != null ? own : stored != null ? stored : PolicyStatus.NONE;
        this.instructions = Instructions.of(metadata.getAnnotations());
        this.ready = ReadyPods.of(cluster.gateways(), parts.address());
        this.canary = new Canary(parts, state, id, ready);
        this.books = new Books(parts, state, cluster, owner);
        this.history = new History(parts.client(), parts.writer(), owner);
    }

    private static OwnerReference reference(GatewayPolicyResource resource) {
        return new OwnerReferenceBuilder()
                .withApiVersion(resource.getApiVersion())
                .withKind(resource.getKind())
                .withName(resource.getMetadata().getName())
                .withUid(resource.getMetadata().getUid())
                .withController(true)
                .withBlockOwnerDeletion(true)
                .build();
    }

    /** The conditions of the last status, to be made anew. */
    Conditions conditions() {
        return new Conditions(
                last.conditionsOrNone(), metadata.getGeneration(), parts.times().clock());
    }

    /** Does all that is to do and says what there is; absent: the rest comes {@link #later}. */
    @Nullable PolicyStatus run(Conditions conditions) {
        if (instructions.paused()) {
            return paused(conditions);
        }
        Findings findings = examine();
        findings.report = parts.deliveries().report(id).orElse(null);
        Configuration good = state.live;
        findings.lastGood =
                good == null ? last.configOrNone().lastGood() : Names.shortDigest(good.digest());
        findings.history = Objects.requireNonNullElse(last.configOrNone().history(), List.of());
        judge(findings);
        choose(findings);
        canary.choose(findings);
        if (findings.target.configuration() != null) {
            serve(findings, findings.target.configuration());
        }
        if (later > 0) {
            return null;
        }
        if (findings.target.configuration() != null) {
            new IdentityKeys(parts, cluster, owner).advance(resource, findings);
        }
        CompiledPolicy.Valid accepted = findings.accepted();
        if (accepted != null) {
            children(findings, accepted);
            references(findings, accepted);
        }
        return StatusText.of(findings, conditions, metadata.getGeneration());
    }

    /** Nanoseconds after which the pass is to be made again, at the latest. */
    long later() {
        return later;
    }

    /** All but the one condition stays as it was, and with it the generation that it spoke of. */
    private PolicyStatus paused(Conditions conditions) {
        last.conditionsOrNone().forEach(condition -> conditions.keep(condition.type()));
        conditions.yes(
                Conditions.PAUSED,
                "Annotation",
                "nothing is changed while the annotation " + Instructions.PAUSE + " is true");
        return new PolicyStatus(
                last.observedGeneration(),
                last.config(),
                last.pods(),
                last.routes(),
                last.keys(),
                conditions.list());
    }

    /** Finds out what the spec means, and brings its API keys on. */
    private Findings examine() {
        var keys = new ApiKeys(parts, cluster, owner, resource);
        CompiledPolicy compiled = compiled(keys);
        if (!(compiled instanceof CompiledPolicy.Valid valid)) {
            parts.neighbours().forget(owner.namespace(), owner.policy());
            Findings findings = new Findings(compiled);
            findings.keys = last.keys();
            return findings;
        }
        var conflict = parts.neighbours().claim(metadata, valid.claims()).orElse(null);
        if (conflict == null && !valid.apiKeys().isEmpty()) {
            keys.advance(valid.apiKeys(), isEverywhere(valid.configuration()));
        }
        Findings findings = new Findings(compiled(keys));
        findings.conflict = conflict;
        if (!valid.apiKeys().isEmpty()) {
            var uses = parts.deliveries().keyUses(id, ready, parts.times().clock().instant());
            findings.keys = keys.status(valid.apiKeys(), last.keys(), uses);
        }
        findings.taken.addAll(keys.taken());
        return findings;
    }

    /** Whether no pod is ready that does not serve a configuration; others get it once they are. */
    private boolean isEverywhere(Configuration configuration) {
        return parts.deliveries()
                .report(id)
                .filter(report -> report.digest().equals(configuration.digest()))
                .filter(report -> report.live() == report.total())
                .isPresent();
    }

    private CompiledPolicy compiled(ApiKeys keys) {
        CompiledPolicy known = state.compiled;
        Map<String, List<KeyHash>> hashes = keys.hashes();
        if (known != null
                && state.generation == metadata.getGeneration()
                && state.keys.equals(hashes)) {
            return known;
        }
        CompiledPolicy compiled = PolicyCompilation.compile(resource, hashes);
        state.compiled = compiled;
        state.generation = metadata.getGeneration();
        state.keys = hashes;
        return compiled;
    }

    /** Finds out whether pods refused the spec, now or before. */
    private void judge(Findings findings) {
        CompiledPolicy.Valid valid = findings.accepted();
        if (valid == null) {
            return;
        }
        String digest = valid.configuration().digest();
        state.rejected = digest.equals(state.rejected) ? digest : null;
        Report report = findings.report;
        if (report != null && isAbout(report, digest) && !report.refused().isEmpty()) {
            findings.rejected = Names.shortDigest(digest);
            state.rejected = digest;
            state.rejection =
                    report.refused().entrySet().stream()
                            .limit(3)
                            .map(pod -> pod.getKey() + ": " + String.join("; ", pod.getValue()))
                            .toList();
        } else if (wasRejected(digest) && (valid.rollbackOnReject() || valid.canary() != null)) {
            findings.rejected = Names.shortDigest(digest);
        }
        findings.rejection = state.rejection;
    }

    private boolean wasRejected(String digest) {
        String stated = Objects.requireNonNullElse(last.configOrNone().rejected(), "-");
        return digest.equals(state.rejected) || digest.startsWith(stated);
    }

    private static boolean isAbout(Report report, String digest) {
        return report.digest().equals(digest)
                || report.tried() != null && report.tried().digest().equals(digest);
    }

    private void choose(Findings findings) {
        books.read();
        CompiledPolicy.Valid valid = findings.accepted();
        findings.target =
                Target.of(
                        new Target.Choice(
                                valid == null ? null : valid.configuration(),
                                state.current(),
                                findings.rejected != null
                                        && valid != null
                                        && (valid.rollbackOnReject() || valid.canary() != null),
                                findings.lastGood,
                                instructions.rollback()),
                        digest ->
                                Optional.ofNullable(state.live)
                                        .filter(live -> live.digest().startsWith(digest))
                                        .or(() -> history.find(findings.history, digest)));
    }

    /**
     * Delivers the target, then publishes it, and keeps it once every pod serves it. Without
     * anything to start from there are no pods, so the first one is published before.
     */
    private void serve(Findings findings, Configuration configuration) {
        findings.revision = revision(findings.report, configuration);
        boolean isFirst = books.isEmpty();
        if (isFirst && !books.write(findings, configuration)) {
            return;
        }
        byte[] key = new DeliveryKeys(parts, cluster, owner).key(resource, findings);
        if (key == null) {
            return;
        }
        boolean isLive = deliver(findings, configuration, key);
        if (!isFirst) {
            later = cluster.knowsNewer(resource) ? 1 : books.pause(findings.current());
            if (later > 0 || !books.write(findings, configuration)) {
                return;
            }
        }
        if (isLive) {
            findings.lastGood = Names.shortDigest(configuration.digest());
            findings.history = history.add(findings.history, configuration);
        }
    }

    /** Orders a configuration; whether every ready pod serves it already. */
    private boolean deliver(Findings findings, Configuration configuration, byte[] key) {
        if (!configuration.equals(state.ordered) || findings.revision != state.revision) {
            state.ordered = configuration;
            state.revision = findings.revision;
            state.ordered(parts.times().now());
        }
        var trial = canary.wanted(findings, findings.revision);
        order = () -> order(configuration, trial, findings.revision, key);
        order.run();
        findings.report = parts.deliveries().report(id).orElse(null);
        Report current = findings.current();
        boolean isLive = current != null && current.isLive();
        if (isLive) {
            state.live = configuration;
        }
        return isLive;
    }

    /** The same for the same configuration, else the next; beyond all that any pod has seen. */
    private long revision(@Nullable Report report, Configuration configuration) {
        Long stated = last.configOrNone().revision();
        long before = Math.max(state.revision, stated == null ? 0 : stated);
        boolean isSame = state.revision > 0 && configuration.equals(state.current());
        long revision = isSame ? before : before + 1;
        return report != null && report.latest() >= revision ? report.latest() + 1 : revision;
    }

    private void order(
            Configuration configuration, Wanted.@Nullable Trial trial, long revision, byte[] key) {
        var config =
                new Document(
                        Document.CONFIG, configuration.digest(), revision, configuration.packed());
        Configuration endpoints = Configuration.of(endpoints());
        Document known = state.endpoints;
        long seen = parts.deliveries().report(id).map(Report::latestEndpoints).orElse(0L);
        if (known == null
                || seen >= known.revision()
                || !known.digest().equals(endpoints.digest())) {
            // the process before may have had a clock that was ahead
            long number = Math.max(parts.times().clock().millis(), seen + 1);
            known =
                    new Document(
                            Document.ENDPOINTS,
                            endpoints.digest(),
                            known == null ? number : Math.max(number, known.revision() + 1),
                            endpoints.packed());
            state.endpoints = known;
        }
        parts.deliveries().want(id, new Wanted(config, trial, known, key, ready));
    }

    private byte[] endpoints() {
        return Endpoints.document(
                cluster.slices(),
                state.references.routable().stream()
                        .map(service ->
                                new Endpoints.Foreign(
                                        service, cluster.slices(owner.namespace(), service.name())))
                        .toList(),
                ready.size());
    }

    private void children(Findings findings, CompiledPolicy.Valid valid) {
        var plan =
                new Plan(
                        owner.policy(),
                        owner.namespace(),
                        owner.reference(),
                        valid.gateway(),
                        valid.services(),
                        instructions.restart());
        new ChildrenPass(parts.writer(), cluster, state, parts.times().now())
                .run(plan, parts.platform().get(), findings);
    }

    private void references(Findings findings, CompiledPolicy.Valid valid) {
        long now = parts.times().now();
        boolean isComplete = state.references.missing().isEmpty();
        long fresh = isComplete ? REFERENCES_FRESH : REFERENCES_MISSING;
        if (state.referencesGeneration != metadata.getGeneration()
                || now - state.referencesAt > fresh) {
            var before = state.references.routable();
            state.references = ReferenceCheck.look(parts.client(), owner.namespace(), valid);
            state.referencesAt = now;
            state.referencesGeneration = metadata.getGeneration();
            if (!state.references.routable().equals(before)) {
                order.run();
            }
        }
        findings.missing = state.references.missing();
        findings.refused = state.references.refused();
    }
}

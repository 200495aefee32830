package io.xynergy.operator.reconcile;

import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.EventBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.xynergy.operator.apply.ObjectWriter;
import io.xynergy.operator.resource.Condition;
import io.xynergy.operator.resource.GatewayPolicyResource;
import io.xynergy.policy.compiled.Policies;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.atomic.LongAdder;

/**
 * Events of policies, for {@code kubectl describe}: one for each change of a condition, and for
 * what was done with keys. A repeated one counts up instead of being added. They are written aside,
 * because nobody waits for them.
 */
final class OperatorEvents implements AutoCloseable {

    private static final System.Logger LOG = System.getLogger(OperatorEvents.class.getName());
    private static final int WAITING = 1000;
    private static final int REMEMBERED = 1000;
    private static final int LONGEST_MESSAGE = 1000;

    private final KubernetesClient client;
    private final InstantSource clock;
    private final BlockingQueue<Event> waiting = new ArrayBlockingQueue<>(WAITING);
    private final LongAdder dropped = new LongAdder();
    private final Thread writer;
    private volatile boolean closed;

    /** How often an event was said, and when first; bounded by forgetting the eldest. */
    private final Map<String, Event> said =
            new LinkedHashMap<>(16, 0.75f, true) {
                private static final long serialVersionUID = 1;

                @Override
                protected boolean removeEldestEntry(Map.Entry<String, Event> eldest) {
                    return size() > REMEMBERED;
                }
            };

    OperatorEvents(KubernetesClient client, InstantSource clock) {
        this.client = client;
        this.clock = clock;
        this.writer = Thread.ofVirtual().name("events").start(this::write);
    }

    /** Says that a condition has changed. */
    void record(GatewayPolicyResource policy, Condition condition) {
        add(
                policy,
                condition.holds() ? "Normal" : "Warning",
                condition.type() + condition.reason(),
                condition.message());
    }

    /** Says that something was done that no condition tells of. */
    void say(GatewayPolicyResource policy, String reason, String message) {
        add(policy, "Normal", reason, message);
    }

    private void add(GatewayPolicyResource policy, String type, String reason, String text) {
        String now = clock.instant().truncatedTo(ChronoUnit.SECONDS).toString();
        String message =
                text.length() <= LONGEST_MESSAGE ? text : text.substring(0, LONGEST_MESSAGE);
        String hash =
                Policies.digest(
                                (policy.getMetadata().getUid() + reason + message)
                                        .getBytes(StandardCharsets.UTF_8))
                        .substring(0, 16);
        var event =
                new EventBuilder()
                        .withNewMetadata()
                        .withName(policy.getMetadata().getName() + "." + hash)
                        .withNamespace(policy.getMetadata().getNamespace())
                        .endMetadata()
                        .withNewInvolvedObject()
                        .withApiVersion(policy.getApiVersion())
                        .withKind(policy.getKind())
                        .withName(policy.getMetadata().getName())
                        .withNamespace(policy.getMetadata().getNamespace())
                        .withUid(policy.getMetadata().getUid())
                        .endInvolvedObject()
                        .withType(type)
                        .withReason(reason)
                        .withMessage(message)
                        .withNewSource()
                        .withComponent(ObjectWriter.FIELD_MANAGER)
                        .endSource()
                        .withFirstTimestamp(now)
                        .withLastTimestamp(now)
                        .withCount(1)
                        .build();
        if (!waiting.offer(event)) {
            dropped.increment();
        }
    }

    /** Events that were not written for want of room. */
    long dropped() {
        return dropped.sum();
    }

    private void write() {
        try {
            while (true) {
                write(waiting.take());
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private void write(Event event) {
        String name = event.getMetadata().getNamespace() + "/" + event.getMetadata().getName();
        Event before = said.get(name);
        if (before != null) {
            event.setCount(before.getCount() + 1);
            event.setFirstTimestamp(before.getFirstTimestamp());
        }
        said.put(name, event);
        try {
            client.resource(event)
                    .patch(
                            new PatchContext.Builder()
                                    .withPatchType(PatchType.SERVER_SIDE_APPLY)
                                    .withFieldManager(ObjectWriter.FIELD_MANAGER)
                                    .withForce(true)
                                    .build());
        } catch (KubernetesClientException e) {
            if (!Thread.currentThread().isInterrupted() && !closed) {
                LOG.log(System.Logger.Level.WARNING, "event {0}: {1}", name, e.getMessage());
            }
        }
    }

    @Override
    public void close() {
        closed = true;
        writer.interrupt();
    }
}

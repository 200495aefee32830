package io.xynergy.operator.reconcile;

import io.xynergy.operator.delivery.Document;
import io.xynergy.operator.model.Configuration;
import io.xynergy.operator.policy.CompiledPolicy;
import io.xynergy.operator.policy.ReferenceCheck;
import io.xynergy.operator.resource.PolicyStatus;
import io.xynergy.policy.compiled.AuthConfig.KeyHash;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What the loop remembers of a policy between passes, only to save work: a new process finds all of
 * it in the cluster. Passes of one policy never overlap.
 */
final class PolicyState {

    /** A status is written at most four times a second. */
    private static final long STATUS_PAUSE = TimeUnit.MILLISECONDS.toNanos(250);

    /** One slow pass, such as the first of a new process, does not silence what comes after it. */
    private static final long LONGEST_PAUSE = TimeUnit.SECONDS.toNanos(5);

    /**
     * The API server looks at the whole policy for each write of its status, which takes long of a
     * large one; by this factor it is left alone afterwards, with all that is written in a pass.
     */
    private static final int STATUS_SHARE = 3;

    final String uid;

    /** The compiled spec of {@link #generation} with {@link #keys}. */
    @Nullable CompiledPolicy compiled;

    long generation;

    /** Hashes of API keys that the compiled spec has. */
    Map<String, List<KeyHash>> keys = Map.of();

    /** What pods start from, as of {@link #publishedVersion} of its ConfigMap. */
    @Nullable Configuration published;

    String publishedVersion = "";

    /** What pods are to serve, which may be ahead of what they start from; since when. */
    @Nullable Configuration ordered;

    long revision;
    long orderedAt;

    /** From the order before the last one to that. */
    long sinceOrder = Long.MAX_VALUE;

    /** What every pod has served last, by this process's own eyes. */
    @Nullable Configuration live;

    /** The version of the ConfigMap that this process wrote or found right, and its revision. */
    String writtenVersion = "";

    long writtenRevision;

    /** Digest of the spec that a pod refused last; absent: none did since this process began. */
    @Nullable String rejected;

    /** What the policy names, as of {@link #referencesAt}; also read where slices change. */
    volatile ReferenceCheck.Found references = ReferenceCheck.Found.NOTHING;

    long referencesAt;
    long referencesGeneration = -1;

    /** The endpoints that were delivered last. */
    @Nullable Document endpoints;

    /** What a few pods serve first; absent: nothing. */
    @Nullable Trial trial;

    /** The status that was written last, by this process. */
    @Nullable PolicyStatus status;

    long statusAt;
    private long statusPause;

    /** What pods said that refused the spec. */
    List<String> rejection = List.of();

    /** When objects that no informer watches were looked at, by kind, name and hash. */
    final Map<String, Long> lookedAt = new HashMap<>();

    PolicyState(String uid) {
        this.uid = uid;
    }

    /** What pods are to serve now; absent: nothing yet. */
    @Nullable Configuration current() {
        return ordered == null ? published : ordered;
    }

    void ordered(long now) {
        sinceOrder = orderedAt == 0 ? Long.MAX_VALUE : now - orderedAt;
        orderedAt = now;
    }

    /** A status was written at the end of a pass. */
    void wrote(PolicyStatus written, long start, long end) {
        status = written;
        statusAt = end;
        statusPause = Math.clamp(STATUS_SHARE * (end - start), STATUS_PAUSE, LONGEST_PAUSE);
    }

    /** Nanoseconds for which the API server is to be left alone after the last status. */
    long rest(long now) {
        return status == null ? 0 : Math.max(0, statusAt + statusPause - now);
    }
}

package io.xynergy.operator.resource;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the operator has seen and done.
 *
 * @param observedGeneration generation of the spec that this speaks of
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record PolicyStatus(
        @Nullable Long observedGeneration,
        @Nullable Config config,
        @Nullable Pods pods,
        @Nullable List<Route> routes,
        @Nullable List<Key> keys,
        @Nullable List<Condition> conditions) {

    /** The status of a policy that nobody has looked at. */
    public static final PolicyStatus NONE = new PolicyStatus(null, null, null, null, null, null);

    /**
     * Versions, as the first twelve characters of their digests.
     *
     * @param desired what the spec compiles to
     * @param live what every ready pod serves
     * @param lastGood what every ready pod has served last
     * @param rejected what a pod has refused
     * @param revision the delivery in force
     * @param history what can be gone back to, newest first
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Config(
            @Nullable String desired,
            @Nullable String live,
            @Nullable String lastGood,
            @Nullable String rejected,
            @Nullable Long revision,
            @Nullable List<String> history) {

        static final Config NONE = new Config(null, null, null, null, null, null);
    }

    /**
     * Pods of the data plane that are ready and not about to end.
     *
     * @param summary live of total
     * @param slowest longest time that a pod took, in milliseconds with the unit
     * @param laggards names of pods that did not answer
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Pods(
            String summary,
            int total,
            int live,
            int rejected,
            @Nullable String slowest,
            List<String> laggards) {}

    /** A route and whether it is served as written. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Route(
            String name, boolean accepted, @Nullable String reason, @Nullable String message) {}

    /**
     * An API key.
     *
     * @param id the public part of its value
     * @param rotatedAt when the value was made
     * @param nextRotation when the next one will be made; absent: when somebody asks for it
     * @param previousValidUntil until when the value before is valid; absent: it is not
     * @param lastUsed day in UTC on which a value of the key was used last; absent: none was
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Key(
            String name,
            String id,
            String rotatedAt,
            @Nullable String nextRotation,
            @Nullable String previousValidUntil,
            @Nullable String lastUsed) {}

    /** The versions, also of a status that has none. */
    public Config configOrNone() {
        return config == null ? Config.NONE : config;
    }

    /** The conditions, also of a status that has none. */
    public List<Condition> conditionsOrNone() {
        return conditions == null ? List.of() : conditions;
    }
}

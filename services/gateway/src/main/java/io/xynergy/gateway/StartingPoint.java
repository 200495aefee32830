package io.xynergy.gateway;

import io.xynergy.gateway.config.ConfigFolder;
import io.xynergy.gateway.config.ConfigSource;
import io.xynergy.gateway.config.Configurations;
import io.xynergy.gateway.config.DiskWatch;
import io.xynergy.gateway.config.PolicyRefusedException;
import io.xynergy.gateway.config.Verdict;
import io.xynergy.gateway.observe.GatewayCounters;
import io.xynergy.policy.PolicyError;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Brings the configuration into force that a gateway starts with, and follows it on disk. */
final class StartingPoint {

    private static final System.Logger LOG = System.getLogger(StartingPoint.class.getName());

    private final Configurations configurations;
    private final GatewayCounters counters;
    private final List<PolicyError> errors = new ArrayList<>();

    private StartingPoint(Configurations configurations, GatewayCounters counters) {
        this.configurations = configurations;
        this.counters = counters;
    }

    /**
     * Returns when the configuration is in force.
     *
     * @throws PolicyRefusedException if it is not valid
     * @throws IOException if it cannot be read
     */
    static DiskWatch<?> load(
            ConfigSource source, Configurations configurations, GatewayCounters counters)
            throws IOException {
        var start = new StartingPoint(configurations, counters);
        DiskWatch<?> watch =
                switch (source) {
                    case ConfigSource.PolicyFile file ->
                            DiskWatch.of(
                                    new DiskWatch.OneFile(file.path()),
                                    document -> start.errors.addAll(configurations.apply(document)),
                                    configurations::apply);
                    case ConfigSource.CompiledFolder folder ->
                            DiskWatch.of(
                                    new ConfigFolder(folder.path()),
                                    contents -> start.errors.addAll(start.take(contents)),
                                    start::take);
                };
        if (!start.errors.isEmpty()) {
            watch.close();
            throw new PolicyRefusedException(source.path(), start.errors);
        }
        return watch;
    }

    private List<PolicyError> take(ConfigFolder.Contents contents) {
        return switch (contents) {
            case ConfigFolder.Contents.Unusable unusable -> {
                configurations.refuse(unusable.error());
                yield List.of(unusable.error());
            }
            case ConfigFolder.Contents.Found found ->
                    switch (configurations.take(found.candidate())) {
                        case Verdict.Accepted _ -> List.of();
                        case Verdict.Unreadable unreadable -> List.of(unreadable.error());
                        case Verdict.Refused refused -> refused.errors();
                        case Verdict.Outdated outdated -> {
                            counters.reloadOutdated();
                            LOG.log(
                                    System.Logger.Level.INFO,
                                    "revision {0} on disk is left alone, as {1} is in force",
                                    Long.toString(found.candidate().revision()),
                                    Long.toString(outdated.inForce().revision()));
                            yield List.of();
                        }
                    };
        };
    }
}

package io.xynergy.cli.stack;

import io.xynergy.policy.RunSpec;
import io.xynergy.policy.ServiceSpec;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Which parts are started for a policy.
 *
 * @param modules services of the policy that run here, with what the policy gives them
 * @param absent services that the policy runs and that do not run here
 * @param elsewhere services that the policy has an address for
 * @param brought parts that were not asked for and that those asked for need, with the reason
 */
record Plan(
        boolean gateway,
        boolean postgres,
        boolean redis,
        Map<LocalModule, RunSpec> modules,
        List<String> absent,
        List<String> elsewhere,
        List<String> brought) {

    static final String GATEWAY = "gateway";

    Plan {
        modules = Collections.unmodifiableMap(new LinkedHashMap<>(modules));
        absent = List.copyOf(absent);
        elsewhere = List.copyOf(elsewhere);
        brought = List.copyOf(brought);
    }

    /**
     * What was asked for.
     *
     * @param only names of parts; empty: all
     * @param ownDatabase whether a database was given
     * @param ownRedis whether a Redis was given
     */
    record Wish(Set<String> only, boolean ownDatabase, boolean ownRedis) {

        Wish {
            only = Set.copyOf(only);
        }

        boolean asksFor(String part) {
            return only.isEmpty() || only.contains(part);
        }
    }

    static Plan of(List<ServiceSpec> services, Wish wish) throws StackException {
        Map<LocalModule, RunSpec> modules = new LinkedHashMap<>();
        List<String> absent = new ArrayList<>();
        List<String> elsewhere = new ArrayList<>();
        for (ServiceSpec service : services) {
            RunSpec run = service.run();
            if (run == null) {
                elsewhere.add(service.name());
                continue;
            }
            LocalModule.of(service.name())
                    .filter(module -> wish.asksFor(module.name()))
                    .ifPresentOrElse(
                            module -> modules.put(module, run), () -> absent.add(service.name()));
        }
        refuseUnknown(wish, modules);
        boolean postgres = !wish.ownDatabase() && wish.asksFor(PostgresServer.NAME);
        List<String> brought = new ArrayList<>();
        if (!postgres && !wish.ownDatabase() && !modules.isEmpty()) {
            postgres = true;
            brought.add(PostgresServer.NAME + " (" + names(modules) + " needs a database)");
        }
        return new Plan(
                wish.asksFor(GATEWAY),
                postgres,
                !wish.ownRedis() && wish.asksFor(RedisServer.NAME),
                modules,
                absent,
                elsewhere,
                brought);
    }

    private static String names(Map<LocalModule, RunSpec> modules) {
        return String.join(", ", modules.keySet().stream().map(LocalModule::name).toList());
    }

    private static void refuseUnknown(Wish wish, Map<LocalModule, RunSpec> modules)
            throws StackException {
        Set<String> known = new LinkedHashSet<>();
        known.add(GATEWAY);
        known.add(PostgresServer.NAME);
        known.add(RedisServer.NAME);
        LocalModule.names().forEach(known::add);
        Set<String> unknown = new LinkedHashSet<>(wish.only());
        unknown.removeAll(known);
        if (!unknown.isEmpty()) {
            throw StackException.input(
                    "--only: no part is named %s; there are %s"
                            .formatted(String.join(", ", unknown), String.join(", ", known)));
        }
        Set<String> notRun = new LinkedHashSet<>(wish.only());
        notRun.retainAll(LocalModule.names().toList());
        modules.keySet().forEach(module -> notRun.remove(module.name()));
        if (!notRun.isEmpty()) {
            throw StackException.input(
                    "--only: the policy does not run a service named " + String.join(", ", notRun));
        }
    }
}

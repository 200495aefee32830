package io.xynergy.cli.stack;

import io.xynergy.gateway.config.PolicyFolder;
import io.xynergy.policy.RunSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The environment of a service on this machine: what the policy gives it, with its own address and
 * the local database in the place of the cluster's.
 *
 * @param missing what the policy names and the folders beside it do not hold, as messages
 */
record ModuleEnvironment(Map<String, String> variables, List<String> missing) {

    ModuleEnvironment {
        variables = Map.copyOf(variables);
        missing = List.copyOf(missing);
    }

    static ModuleEnvironment of(
            LocalModule module, RunSpec run, PolicyFolder folder, Map<String, String> given)
            throws IOException {
        Map<String, String> variables = new LinkedHashMap<>();
        List<String> missing = new ArrayList<>();
        for (RunSpec.Variable variable : run.env()) {
            if (LocalModule.given().contains(variable.name())) {
                continue;
            }
            Path file = file(variable, folder);
            if (file == null) {
                variables.put(variable.name(), String.valueOf(variable.value()));
            } else if (Files.isReadable(file)) {
                variables.put(variable.name(), Files.readString(file).strip());
            } else {
                missing.add(
                        "%s starts without %s: there is no %s"
                                .formatted(module.name(), variable.name(), file));
            }
        }
        variables.putAll(given);
        return new ModuleEnvironment(variables, missing);
    }

    private static @Nullable Path file(RunSpec.Variable variable, PolicyFolder folder) {
        RunSpec.KeyReference secret = variable.secret();
        if (secret != null) {
            return folder.secret(secret.name(), secret.key());
        }
        RunSpec.KeyReference config = variable.config();
        return config == null ? null : folder.config(config.name(), config.key());
    }

    @Override
    public String toString() {
        return "ModuleEnvironment" + variables.keySet();
    }
}

package io.xynergy.cli.stack;

import io.xynergy.policy.compiled.CompileResult;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;

/**
 * What the stack is asked for.
 *
 * @param policy a valid policy and the file that it came from
 * @param host the address that the gateway listens on; all else is for this machine only
 * @param only names of the parts to start; empty: all
 * @param servers what takes the place of the bundled servers
 */
public record StackOptions(
        PolicySource policy,
        Path data,
        boolean clean,
        String host,
        Ports ports,
        Set<String> only,
        Servers servers) {

    /** Where the data is unless somebody says otherwise. */
    public static final String USUAL_DATA = ".data";

    public StackOptions {
        only = Set.copyOf(only);
    }

    /** A policy file, and what it compiled to. */
    public record PolicySource(Path file, CompileResult.Compiled compiled) {}

    /**
     * Servers that run already.
     *
     * @param database URL of a PostgreSQL database and of a user who owns it
     * @param redis URI of a Redis
     */
    public record Servers(Optional<String> database, Optional<String> redis) {

        @Override
        public String toString() {
            return "Servers"; // both have passwords in them
        }
    }
}

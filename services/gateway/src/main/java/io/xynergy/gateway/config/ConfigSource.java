package io.xynergy.gateway.config;

import java.nio.file.Path;

/** Where a gateway finds its configuration when it starts. */
public sealed interface ConfigSource {

    /** What messages name; Secrets and ConfigMaps lie in folders beside it. */
    Path path();

    /** A policy in YAML or JSON, compiled here; every edit is a new version. */
    record PolicyFile(Path path) implements ConfigSource {}

    /** A folder with a compiled configuration and its revision, as a ConfigMap is mounted. */
    record CompiledFolder(Path path) implements ConfigSource {}
}

package io.xynergy.cli.keys;

import io.xynergy.gateway.file.FileStamp;
import io.xynergy.policy.AuthSpec;
import io.xynergy.policy.compiled.CompileResult;
import io.xynergy.policy.compiled.Policies;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The API keys of a policy file, which people edit while it is served. */
final class PolicyKeys {

    private final Path file;
    private List<AuthSpec.ApiKey> keys = List.of();
    private @Nullable FileStamp read;

    PolicyKeys(Path policy) {
        this.file = policy;
    }

    /** Those of its last version that is valid. */
    List<AuthSpec.ApiKey> now() {
        try {
            FileStamp stamp = FileStamp.of(file);
            if (!stamp.equals(read)) {
                read = stamp;
                if (Policies.compile(Files.readAllBytes(file))
                        instanceof CompileResult.Compiled compiled) {
                    keys = compiled.policy().spec().auth().apiKeys();
                }
            }
        } catch (IOException _) {
            read = null; // it may come back
        }
        return keys;
    }
}

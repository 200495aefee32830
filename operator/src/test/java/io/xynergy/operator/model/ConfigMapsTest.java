package io.xynergy.operator.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class ConfigMapsTest {

    private static final ConfigMaps.Owner OWNER =
            new ConfigMaps.Owner(
                    "shop", "default", new OwnerReferenceBuilder().withUid("u").build());

    private static Configuration configuration(int bytes) {
        return Configuration.of("x".repeat(bytes).getBytes(StandardCharsets.US_ASCII));
    }

    @Test
    void smallConfigurationIsReadable() {
        ConfigMap map = ConfigMaps.start(OWNER, configuration(100), 7);

        assertThat(map.getData()).containsEntry("revision", "7").containsKey("config.json");
        assertThat(ConfigMaps.read(map)).contains(configuration(100));
        assertThat(ConfigMaps.revision(map)).isEqualTo(7);
    }

    @Test
    void largeConfigurationIsPacked() {
        Configuration large = configuration(ConfigMaps.PLAIN_LIMIT + 1);
        ConfigMap map = ConfigMaps.start(OWNER, large, 7);

        assertThat(map.getBinaryData()).containsOnlyKeys("config.json.gz");
        assertThat(map.getData()).containsOnlyKeys("revision");
        assertThat(ConfigMaps.read(map)).contains(large);
    }

    @Test
    void whatSomebodyChangedIsNotBelieved() {
        ConfigMap map =
                new ConfigMapBuilder(ConfigMaps.start(OWNER, configuration(100), 7))
                        .addToData("config.json", "{}")
                        .addToData("revision", "many")
                        .build();

        assertThat(ConfigMaps.read(map)).isEmpty();
        assertThat(ConfigMaps.revision(map)).isZero();
    }
}

package io.xynergy.operator.model;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class NamesTest {

    private static final String LONG = "x".repeat(50);

    @Test
    void everyNameFitsAServiceAndIsUnique() {
        String service = "y".repeat(62);

        assertThat(Names.backend(LONG, service + "a"))
                .hasSizeLessThanOrEqualTo(63)
                .isNotEqualTo(Names.backend(LONG, service + "b"));
        assertThat(Names.gateway(LONG)).hasSizeLessThanOrEqualTo(63);
    }

    @Test
    void serviceNamedLikeAPartOfTheGatewayDoesNotCollide() {
        assertThat(Names.backend("shop", "gateway")).isNotEqualTo(Names.gateway("shop"));
        assertThat(Names.backend("shop", "admin")).isNotEqualTo(Names.admin("shop"));
        assertThat(Names.backend("shop", "crm")).isEqualTo("shop-crm");
    }
}

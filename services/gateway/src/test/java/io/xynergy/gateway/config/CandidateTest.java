package io.xynergy.gateway.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CandidateTest {

    private static Candidate candidate(String digest, long revision, Origin origin) {
        return new Candidate(new byte[0], digest, revision, origin);
    }

    private static Version inForce(Origin origin) {
        return new Version("a", 7, Instant.EPOCH, origin);
    }

    @ParameterizedTest
    @CsvSource({
        "a, 8, DELIVERED, DELIVERED, true",
        "b, 8, DELIVERED, DELIVERED, true",
        "b, 8, FILE, DELIVERED, true",
        "b, 8, DELIVERED, FILE, true",
        "a, 6, DELIVERED, DELIVERED, false",
        "b, 6, DELIVERED, DELIVERED, false",
        "b, 6, FILE, FILE, false",
        "a, 6, FILE, DELIVERED, false",
    })
    void newerRevisionFollowsAndOlderDoesNot(
            String digest, long revision, Origin origin, Origin inForce, boolean expected) {
        assertThat(candidate(digest, revision, origin).mayFollow(inForce(inForce)))
                .isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({
        "a, DELIVERED, DELIVERED, true",
        "a, FILE, DELIVERED, true",
        "a, DELIVERED, FILE, true",
        "b, DELIVERED, DELIVERED, false",
        "b, FILE, DELIVERED, false",
        "b, DELIVERED, FILE, false",
        "b, FILE, FILE, true",
    })
    void underTheSameRevisionOnlyTheSameOrACorrectedFileFollows(
            String digest, Origin origin, Origin inForce, boolean expected) {
        assertThat(candidate(digest, 7, origin).mayFollow(inForce(inForce))).isEqualTo(expected);
    }
}

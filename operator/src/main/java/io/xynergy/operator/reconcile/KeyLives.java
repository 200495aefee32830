package io.xynergy.operator.reconcile;

import java.time.Duration;

/**
 * How long keys are used before others are made; zero: until somebody asks for another.
 *
 * @param delivery keys that deliveries are signed with
 * @param identity keys that gateways sign callers with
 */
public record KeyLives(Duration delivery, Duration identity) {}

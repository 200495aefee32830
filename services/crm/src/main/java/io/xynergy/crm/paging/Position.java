package io.xynergy.crm.paging;

import java.util.UUID;

/**
 * The place behind the last item of a page.
 *
 * @param kind the order or the part of a search that the place belongs to
 * @param key of the item in that order, as text
 * @param id of the item, which settles between equal keys
 */
public record Position(char kind, String key, UUID id) {}

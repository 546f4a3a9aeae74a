// Squares of 16 events and 16 rows, turned so that a vector holds what was one number of each.

/// 16 events of a row, or 8 and zeros.
ALWAYS_INLINE f16 BUILD(events_of)(const float *row, ptrdiff_t left) {
    if (left >= 16) return *(const f16_unaligned *)row;
    union {
        f8 parts[2];
        f16 all;
    } events = {{load(row), (f8)0.0f}};
    return events.all;
}

// Pairs of rows of which parts of `step` events change places.
#define FIRST_1 0, 16, 2, 18, 4, 20, 6, 22, 8, 24, 10, 26, 12, 28, 14, 30
#define SECOND_1 1, 17, 3, 19, 5, 21, 7, 23, 9, 25, 11, 27, 13, 29, 15, 31
#define FIRST_2 0, 1, 16, 17, 4, 5, 20, 21, 8, 9, 24, 25, 12, 13, 28, 29
#define SECOND_2 2, 3, 18, 19, 6, 7, 22, 23, 10, 11, 26, 27, 14, 15, 30, 31
#define FIRST_4 0, 1, 2, 3, 16, 17, 18, 19, 8, 9, 10, 11, 24, 25, 26, 27
#define SECOND_4 4, 5, 6, 7, 20, 21, 22, 23, 12, 13, 14, 15, 28, 29, 30, 31
#define FIRST_8 0, 1, 2, 3, 4, 5, 6, 7, 16, 17, 18, 19, 20, 21, 22, 23
#define SECOND_8 8, 9, 10, 11, 12, 13, 14, 15, 24, 25, 26, 27, 28, 29, 30, 31

/// Turns a square.
ALWAYS_INLINE void BUILD(turn)(f16 *rows) {
#define STAGE(step)                                                                        \
    _Pragma("clang loop unroll(full)") for (int i = 0; i < 16; i++) if (!(i & step)) {     \
        f16 one = rows[i], other = rows[i | step];                                         \
        rows[i] = __builtin_shufflevector(one, other, FIRST_##step);                       \
        rows[i | step] = __builtin_shufflevector(one, other, SECOND_##step);               \
    }
    STAGE(1) STAGE(2) STAGE(4) STAGE(8)
#undef STAGE
}

/// The sums of the rows, one after the other.
ALWAYS_INLINE f16 BUILD(sums_of)(f16 *rows) {
#define STAGE(step)                                                                                  \
    _Pragma("clang loop unroll(full)") for (int i = 0; i < 16; i += 2 * step) {                      \
        f16 one = rows[i], other = rows[i + step];                                                   \
        rows[i] = __builtin_shufflevector(one, other, FIRST_##step) + __builtin_shufflevector(one, other, SECOND_##step); \
    }
    STAGE(1) STAGE(2) STAGE(4) STAGE(8)
#undef STAGE
    return rows[0];
}
#undef FIRST_1
#undef SECOND_1
#undef FIRST_2
#undef SECOND_2
#undef FIRST_4
#undef SECOND_4
#undef FIRST_8
#undef SECOND_8

// Rectified units of events that are alike: most are on for all of them, or off for all.

static void BUILD(range)(const float *x, ptrdiff_t n, float *low, float *high) {
    f8 least = load(x), greatest = least;
    i8 is_nan = 0;
    for (ptrdiff_t j = 0; j < n; j += 8) {
        f8 v = load(x + j);
        least = v < least ? v : least;
        greatest = v > greatest ? v : greatest;
        is_nan |= v != v;
    }
    float none = __builtin_reduce_or(is_nan) ? __builtin_nanf("") : 0.0f;
    *low = __builtin_reduce_min(least) + none;
    *high = __builtin_reduce_max(greatest) + none;
}

static ptrdiff_t BUILD(settle)(const float *z, ptrdiff_t rows, ptrdiff_t n, int32_t *places, float *unsettled) {
    ptrdiff_t count = 0;
    for (ptrdiff_t i = 0; i < rows; i++) {
        const float *row = z + i * n;
        // NaN is neither.
        i8 on = -1, off = -1;
        for (ptrdiff_t j = 0; j < n; j += 8) {
            f8 x = load(row + j);
            on &= x > 0.0f;
            off &= x <= 0.0f;
        }
        if (__builtin_reduce_and(on)) {
            places[i] = FLOW_ON;
        } else if (__builtin_reduce_and(off)) {
            places[i] = FLOW_OFF;
        } else {
            float *target = unsettled + count * n;
            for (ptrdiff_t j = 0; j < n; j += 8) {
                f8 x = load(row + j);
                store(target + j, x < 0.0f ? (f8)0.0f : x);
            }
            places[i] = (int32_t)count++;
        }
    }
    return count;
}

/// What units that are on make of some columns of the basis, as many as a VECTOR has.
#define COMPOSE(LANES, VECTOR, UNALIGNED_VECTOR)                                                                      \
    static void BUILD(compose_##LANES)(const flow_units *units, const float *a, ptrdiff_t stride, ptrdiff_t rows,     \
                                       float *c, ptrdiff_t c_stride, ptrdiff_t column) {                              \
        VECTOR values[PRODUCT_DEPTH];                                                                                 \
        int32_t places[PRODUCT_DEPTH];                                                                                \
        BUILD(product_part) part = {a, stride, c + column, c_stride, {NULL, NULL, NULL, FLOW_IDENTITY}};              \
        ptrdiff_t unit = 0;                                                                                           \
        do {                                                                                                          \
            BUILD(panel_##LANES) panel = {(const float *)values, LANES, places, 0};                                   \
            for (; unit < units->count && panel.count < PRODUCT_DEPTH; unit++) {                                      \
                if (units->places[unit] != FLOW_ON) continue;                                                         \
                VECTOR function = *(const UNALIGNED_VECTOR *)(units->functions + unit * units->stride + column);      \
                if (column == 0 && units->bias) function[0] += units->bias[unit];                                     \
                values[panel.count] = function;                                                                       \
                places[panel.count++] = (int32_t)unit;                                                                \
            }                                                                                                         \
            BUILD(product_rows_##LANES)(&part, &panel, rows, 0);                                                      \
            part.end.addend = part.c;                                                                                 \
        } while (unit < units->count);                                                                                \
    }
COMPOSE(16, f16, f16_unaligned)
COMPOSE(8, f8, f8_unaligned)
#undef COMPOSE

static void BUILD(compose)(const flow_units *units, const float *a, ptrdiff_t stride, ptrdiff_t rows, float *c,
                           ptrdiff_t c_stride) {
    for (ptrdiff_t column = 0; column < units->basis; column += 16) {
        if (units->basis - column > 8) BUILD(compose_16)(units, a, stride, rows, c, c_stride, column);
        else BUILD(compose_8)(units, a, stride, rows, c, c_stride, column);
    }
    for (ptrdiff_t unit = 0; unit < units->count; unit++) {
        if (units->places[unit] < 0) continue;
        float *target = c + units->basis + units->places[unit];
        for (ptrdiff_t row = 0; row < rows; row++) target[row * c_stride] = a[row * stride + unit];
    }
}

// Sums over events of outer products, gradients of weights: c += a bᵀ.
//
// b is turned, so that a vector holds 16 of its rows at one event. What is left is a product of a and that; where units
// may be off, 16 events at a time, and rows of a that are 0 for all of them are left out.

/// Rows of b at up to OUTER_EVENTS events, in tiles of 16 rows.
typedef struct {
    f16 tiles[OUTER_ROWS / 16 * (OUTER_EVENTS + 16)];
    ptrdiff_t length;  // of a tile, its events and room
    ptrdiff_t width;   // rows of b
    ptrdiff_t column;  // the number of the first one
    ptrdiff_t first;   // event
    ptrdiff_t events;
} BUILD(tiles);
#define turned_tiles BUILD(tiles)

/// Adds a tile of sums to the columns of c that there are.
ALWAYS_INLINE void BUILD(add_tile)(const f16 *sums, ptrdiff_t rows, float *c, ptrdiff_t stride, ptrdiff_t width) {
    for (ptrdiff_t i = 0; i < rows; i++)
        for (ptrdiff_t k = 0; k < width; k++) c[i * stride + k] += sums[i][k];
}

/// A product with all rows of a.
static void BUILD(outer_dense)(const flow_outer_product *product, const turned_tiles *turned, ptrdiff_t n) {
    ptrdiff_t left = product->columns - turned->column, width = left < turned->width ? left : turned->width;
    for (ptrdiff_t column = 0; column < width; column += 16) {
        const f16 *tile = turned->tiles + column / 16 * turned->length;
        BUILD(panel_16) panel = {(const float *)tile, 16, NULL, turned->events};
        for (ptrdiff_t row = 0; row < product->rows; row += OUTER_ROWS) {
            ptrdiff_t rows = product->rows - row < OUTER_ROWS ? product->rows - row : OUTER_ROWS;
            const float *a = product->a + row * n + turned->first;
            float *c = product->c + row * product->stride + turned->column + column;
            product_part part = {a, n, c, product->stride, {NULL, c, NULL, FLOW_IDENTITY}};
            if (width - column >= 16) {
                BUILD(product_rows_16)(&part, &panel, rows, 0);
            } else {
                f16 sums[OUTER_ROWS];
                part.c = (float *)sums;
                part.n = 16;
                part.end.addend = NULL;
                BUILD(product_rows_16)(&part, &panel, rows, 0);
                BUILD(add_tile)(sums, rows, c, product->stride, width - column);
            }
        }
    }
}

/// `height` rows of a at 16 events, over all tiles of b.
ALWAYS_INLINE void BUILD(outer_rows)(const f16 *a, float *const *c, const f16 *tiles, ptrdiff_t length,
                              ptrdiff_t width, int height) {
#define EACH_ROW _Pragma("clang loop unroll(full)") for (int i = 0; i < height; i++)
    for (ptrdiff_t column = 0; column < width; column += 16, tiles += length) {
        f16 sums[PRODUCT_ROWS];
        int whole = width - column >= 16;
        if (whole) EACH_ROW sums[i] = *(const f16_unaligned *)(c[i] + column);
        else EACH_ROW sums[i] = (f16)0.0f;
#pragma clang loop unroll(full)
        for (int e = 0; e < 16; e++) {
            f16 x = tiles[e];
            EACH_ROW sums[i] = x * ((const float *)(a + i))[e] + sums[i];
        }
        if (whole) EACH_ROW *(f16_unaligned *)(c[i] + column) = sums[i];
        else EACH_ROW BUILD(add_tile)(sums + i, 1, c[i] + column, 0, width - column);
    }
#undef EACH_ROW
}

/// A product with the rows of a that are not 0 for 16 events.
static void BUILD(outer_sparse)(const flow_outer_product *product, const turned_tiles *turned, ptrdiff_t n) {
    f16 values[PRODUCT_DEPTH];
    float *targets[PRODUCT_DEPTH];
    ptrdiff_t left = product->columns - turned->column, width = left < turned->width ? left : turned->width;
    for (ptrdiff_t e = 0; e < turned->events; e += 16) {
        for (ptrdiff_t row = 0; row < product->rows;) {
            ptrdiff_t count = 0;
            for (; row < product->rows && count < PRODUCT_DEPTH; row++) {
                f16 x = BUILD(events_of)(product->a + row * n + turned->first + e, turned->events - e);
                values[count] = x;
                targets[count] = product->c + row * product->stride + turned->column;
                count += __builtin_reduce_or(x != 0.0f) != 0;
            }
            if (count == 0) continue;
            ptrdiff_t blocks = (count + PRODUCT_ROWS - 1) / PRODUCT_ROWS, start = 0;
            for (ptrdiff_t block = 0; block < blocks; block++) {
                ptrdiff_t height = count / blocks + (block < count % blocks);
                switch (height) {
#define HEIGHT(number)                                                                                  \
    case number:                                                                                        \
        BUILD(outer_rows)(values + start, targets + start, turned->tiles + e, turned->length, width, number); \
        break;
                    HEIGHT(1) HEIGHT(2) HEIGHT(3) HEIGHT(4) HEIGHT(5) HEIGHT(6)
#if PRODUCT_ROWS > 6
                    HEIGHT(7) HEIGHT(8) HEIGHT(9) HEIGHT(10) HEIGHT(11) HEIGHT(12)
#endif
#undef HEIGHT
                }
                start += height;
            }
        }
    }
}

static void BUILD(outer_product)(const flow_outer_product *products, ptrdiff_t count, int options, const float *b,
                                 ptrdiff_t columns, ptrdiff_t n) {
    turned_tiles turned;
    // Panels of 16 events, in parts of like length.
    ptrdiff_t panels = (n + 15) / 16, most = OUTER_EVENTS / 16, parts = (panels + most - 1) / most;
    turned.first = 0;
    for (ptrdiff_t part = 0; part < parts; part++, turned.first += turned.events) {
        ptrdiff_t left = n - turned.first, length = 16 * (panels / parts + (part < panels % parts));
        turned.events = left < length ? left : length;
        // Tiles an even number of panels apart would fall on the same few lines of the cache.
        turned.length = length | 16;
        for (turned.column = 0; turned.column < columns; turned.column += OUTER_ROWS) {
            turned.width = columns - turned.column < OUTER_ROWS ? columns - turned.column : OUTER_ROWS;
            for (ptrdiff_t i = 0; i < turned.width; i += 16) {
                for (ptrdiff_t e = 0; e < turned.events; e += 16) {
                    const float *from = b + (turned.column + i) * n + turned.first + e;
                    f16 square[16];
#pragma clang loop unroll(full)
                    for (int k = 0; k < 16; k++)
                        square[k] = i + k < turned.width ? BUILD(events_of)(from + k * n, left - e) : (f16)0.0f;
                    BUILD(turn)(square);
#pragma clang loop unroll(full)
                    for (int k = 0; k < 16; k++) turned.tiles[i / 16 * turned.length + e + k] = square[k];
                }
            }
            for (const flow_outer_product *product = products; product < products + count; product++) {
                if (product->columns <= turned.column) continue;
                // Over few events c is most of what moves, and there it passes by in order.
                if ((options & FLOW_DENSE) && turned.events >= OUTER_FEW) BUILD(outer_dense)(product, &turned, n);
                else BUILD(outer_sparse)(product, &turned, n);
            }
        }
    }
}
#undef turned_tiles

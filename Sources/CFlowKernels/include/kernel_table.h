#pragma once
#include <stddef.h>
#include <stdint.h>

/// Activations after a linear map, as integers for the table below.
enum { FLOW_IDENTITY = 0, FLOW_RELU = 1, FLOW_ELU = 2 };

/// The most bins a spline kernel takes (its scratch space is on the stack).
enum { FLOW_MAXIMUM_BINS = 64 };

/// The most inputs of `linear_narrow_weights`, which keeps one value of each in a register.
enum { FLOW_NARROW = 8 };

/// What a rectified unit is for all events of a chunk where it is not some of each.
enum { FLOW_OFF = -1, FLOW_ON = -2 };

/// Rectified units as linear functions of a basis: function of a unit that is on, nothing for one that is off.
typedef struct {
    const int32_t *places;   // FLOW_ON, FLOW_OFF, or the place among the unsettled units, one a unit
    ptrdiff_t count;         // of units
    const float *functions;  // coefficients of a unit, `stride` apart; a multiple of 8 of them are read
    ptrdiff_t stride;
    const float *bias;       // one a unit, added to its first coefficient; or null
    ptrdiff_t basis;         // how many coefficients a unit has
} flow_units;

/// What follows a product: c = act(sum + bias + addend), or c = (sum + addend) · act'(z) where gate = act(z).
typedef struct {
    const float *bias;    // one a row, or null
    const float *addend;  // rows x n, or null; may be c
    const float *gate;    // rows x n, or null
    int activation;
} flow_epilogue;

/// Of products: matrices are given transposed; few numbers are 0, so that looking for them does not pay (what is 0 may be
/// left out nevertheless).
enum { FLOW_TRANSPOSED = 1, FLOW_DENSE = 2 };

/// One product of several with the same right-hand side. Element (i, p) of A is a[i stride + p], or a[p stride + i] where
/// all of them are FLOW_TRANSPOSED.
typedef struct {
    const float *a;
    ptrdiff_t stride;
    ptrdiff_t rows;
    ptrdiff_t depth;  // the first rows of b that it takes
    float *c;         // rows x n
    flow_epilogue end;
} flow_product;

/// One outer product of several with the same second factor: c += a bᵀ.
typedef struct {
    const float *a;     // rows x n
    ptrdiff_t rows;
    ptrdiff_t columns;  // the first rows of b that it takes
    float *c;           // rows x columns
    ptrdiff_t stride;   // between rows of c
} flow_outer_product;

/// Piecewise linear functions of one number: value + slope · (x − anchor).
typedef struct {
    const float *starts;   // of each piece, ascending; that of the first does not count
    const float *anchors;  // one a piece
    ptrdiff_t count;       // of pieces, at least 1
    const float *table;    // for each piece `width` values, then as many slopes
    ptrdiff_t rows;        // functions
    ptrdiff_t width;       // `rows` rounded up to a multiple of 16
} flow_pieces;

/// One step of Adam's kind, from constants that are the same for all parameters:
/// g ← g + decay·p, m ← m + gain1 (g − m), v ← keep2·v + gain2·g², p ← keep·p − size·m / (root·√v + epsilon),
/// the last without its denominator where it does not adapt.
typedef struct {
    float decay, gain1, keep2, gain2, keep, size, root, epsilon;
    int adapts;
} flow_adam;

/// One build of all kernels.
///
/// Matrices are float32, row-major and dense: row i holds feature i of all `n` events. `n` is a multiple of 8.
/// Pointers need the alignment of float only. No two arguments overlap unless the kernel says that it works in place.
/// NaN in an input reaches every output that depends on it; in products, what is 0 for a panel of events does not ask what
/// it is multiplied with.
typedef struct {
    // MARK: elementwise, over `count` values (a multiple of 8)
    void (*add)(const float *x, float *y, ptrdiff_t count);                      // y += x
    void (*scale)(float factor, float *y, ptrdiff_t count);                      // y *= factor
    void (*exp)(const float *x, float *y, ptrdiff_t count);                      // x == y allowed, here and below
    void (*log)(const float *x, float *y, ptrdiff_t count);
    void (*log1p)(const float *x, float *y, ptrdiff_t count);
    void (*expm1)(const float *x, float *y, ptrdiff_t count);
    void (*multiply_rows)(float *y, const float *row, ptrdiff_t rows, ptrdiff_t n);  // y[i,:] *= row

    // MARK: linear maps
    /// Every c from the product of its A and the first rows of the b of all of them, depth x n. Unless b is said to be
    /// dense, rows of it that are 0 for 16 events side by side are left out, whatever A has for them.
    void (*product)(const flow_product *products, ptrdiff_t count, int options, const float *b, ptrdiff_t depth,
                    ptrdiff_t n);
    /// Every c += a bᵀ with the b of all of them, columns x n. Unless all a are said to be dense, rows of them that are 0
    /// for 16 events side by side are left out, whatever b has for them.
    void (*outer_product)(const flow_outer_product *products, ptrdiff_t count, int options, const float *b,
                          ptrdiff_t columns, ptrdiff_t n);
    /// gW += gy xᵀ for at most FLOW_NARROW inputs; rows of gW are `stride` apart.
    void (*linear_narrow_weights)(const float *gy, const float *x, float *gw, ptrdiff_t stride, ptrdiff_t outputs,
                                  ptrdiff_t inputs, ptrdiff_t n);
    /// s[i] += sum of row i, added in 32 parts.
    void (*row_sums)(const float *x, float *s, ptrdiff_t rows, ptrdiff_t n);
    /// The least and the greatest of n > 0 values; NaN where one of them is.
    void (*range)(const float *x, ptrdiff_t n, float *low, float *high);
    /// For each row of sums z FLOW_ON where all of it is positive, FLOW_OFF where none of it is or is NaN, otherwise its place among
    /// the other rows, which are rectified into `unsettled`. Returns how many those are.
    ptrdiff_t (*settle)(const float *z, ptrdiff_t rows, ptrdiff_t n, int32_t *places, float *unsettled);
    /// c, rows x (basis and unsettled units), in terms of the basis and the unsettled units what a, rows x units, is in
    /// terms of the units; rows of a are `stride` apart, those of c `c_stride`, which is at least the basis rounded up to
    /// a multiple of 8.
    void (*compose)(const flow_units *units, const float *a, ptrdiff_t stride, ptrdiff_t rows, float *c,
                    ptrdiff_t c_stride);

    // MARK: piecewise linear functions of one number x, for n events; rows of y and gy are `stride` apart
    void (*pieces_forward)(flow_pieces f, const float *x, ptrdiff_t n, float *y, ptrdiff_t stride);
    /// gx[j] = Σ over functions of gy · slope
    void (*pieces_backward)(flow_pieces f, const float *x, const float *gy, ptrdiff_t n, ptrdiff_t stride, float *gx);

    // MARK: rational-quadratic spline, for one feature; parameters are (2 bins + derivatives) x n
    void (*spline_forward)(const float *p, ptrdiff_t n, int bins, int derivatives, const float *x, float *y,
                           float *log_det);
    void (*spline_backward)(float *p, ptrdiff_t n, int bins, int derivatives, const float *x, const float *gy,
                            const float *gl, float *gx);
    void (*spline_backward_input)(const float *p, ptrdiff_t n, int bins, int derivatives, const float *x,
                                  const float *gy, const float *gl, float *gx);
    void (*spline_inverse)(const float *p, ptrdiff_t n, int bins, int derivatives, const float *y, float *x,
                           float *log_det);

    // MARK: polynomial residual; a, b, c, sum, g are rows x n, u and v are 1 x n
    void (*polynomial_forward)(const float *a, const float *b, float damping, const float *u, float *sum,
                               ptrdiff_t rows, ptrdiff_t n);
    void (*polynomial_backward)(const float *a, const float *b, float damping, const float *u, const float *g,
                                float *ga, float *gb, float *gu, ptrdiff_t rows, ptrdiff_t n);  // gu may be null
    void (*cross_forward)(const float *c, float damping, const float *u, const float *v, float *sum, ptrdiff_t rows,
                          ptrdiff_t n);
    void (*cross_backward)(const float *c, float damping, const float *u, const float *v, const float *g, float *gc,
                           float *gu, float *gv, ptrdiff_t rows, ptrdiff_t n);  // gu and gv may be null
    void (*affine_forward)(const float *x, const float *s, const float *t, float *y, float *log_det, ptrdiff_t rows,
                           ptrdiff_t n);
    void (*affine_backward)(const float *x, const float *s, const float *gy, const float *gl, float *gx, float *gs,
                            ptrdiff_t rows, ptrdiff_t n);
    void (*affine_inverse)(const float *y, const float *s, const float *t, float *x, float *log_det, ptrdiff_t rows,
                           ptrdiff_t n);

    // MARK: densities
    void (*normal_log_density)(const float *z, float *sum, ptrdiff_t rows, ptrdiff_t n);
    void (*normal_backward)(const float *z, const float *g, float *gz, ptrdiff_t rows, ptrdiff_t n);
    /// out = log Σ_c exp(l[c] + offset[c]); responsibilities may be null.
    void (*log_sum_exp)(const float *l, const float *offsets, float *out, float *responsibilities, ptrdiff_t rows,
                        ptrdiff_t n);
    /// Σ w x in float64; w may be null (all ones).
    double (*weighted_sum)(const float *x, const float *w, ptrdiff_t count);

    // MARK: optimizers; any count of parameters, gradients g and moments m and v
    void (*adam)(const flow_adam *step, const float *g, float *m, float *v, float *p, ptrdiff_t count);

    // MARK: Taylor propagation along directions in ν, jets as Taylor.h lays them out; null for jets that are zero
    /// jets of act(z) over those of z, where y = act(z)
    void (*activation_taylor)(const float *y, float *jets, ptrdiff_t rows, ptrdiff_t n, ptrdiff_t directions,
                              int activation);
    /// y and its jets, and log y' with its jets added to the log-determinant's; x_jets must not be null
    void (*spline_taylor)(const float *p, const float *p_jets, ptrdiff_t n, int bins, int derivatives, const float *x,
                          const float *x_jets, ptrdiff_t directions, float *y, float *y_jets, float *log_det,
                          float *log_det_jets);
    /// sum += jets of one row, a u + δ b u²; a_jets and b_jets are null together; du is u' of every direction
    void (*polynomial_taylor)(const float *a, const float *a_jets, const float *b, const float *b_jets, float damping,
                              const float *u, const float *du, ptrdiff_t directions, float *sum, ptrdiff_t n);
    /// sum += jets of one row, δ c u v
    void (*cross_taylor)(const float *c, const float *c_jets, float damping, const float *u, const float *v,
                         const float *du, const float *dv, ptrdiff_t directions, float *sum, ptrdiff_t n);
    /// jets of x eˢ + t over those of t, and log_det += jets of Σ s
    void (*affine_taylor)(const float *x, const float *x_jets, const float *s, const float *s_jets, float *t_jets,
                          ptrdiff_t directions, float *log_det, ptrdiff_t rows, ptrdiff_t n);
    /// sum += jets of -½ Σ z²
    void (*normal_taylor)(const float *z, const float *jets, ptrdiff_t directions, float *sum, ptrdiff_t rows,
                          ptrdiff_t n);
} flow_kernel_table;

/// The kernels compiled for one instruction set.
typedef struct {
    const char *name;
    const flow_kernel_table *table;
} flow_kernel_build;

enum { FLOW_MOST_BUILDS = 3 };

/// The builds that this machine runs, the fastest last: `baseline`, which every machine of the architecture runs, and on
/// x86-64 perhaps `avx2` (with FMA) and `avx512` (F, VL, DQ, BW).
///
/// - Returns: how many there are, at most FLOW_MOST_BUILDS.
int flow_kernel_builds(flow_kernel_build *builds);

// Every kernel, for the instruction set that is current where this is included, and their table.

#include "Math.h"
#include "Adam.h"
#include "Densities.h"
#include "Elementwise.h"
#include "Product.h"
#include "Settle.h"
#include "Square.h"
#include "Linear.h"
#include "OuterProduct.h"
#include "Pieces.h"
#include "Residual.h"
#include "Spline.h"
#include "Taylor.h"
#include "SplineTaylor.h"

static const flow_kernel_table BUILD(table) = {
    .add = BUILD(add),
    .scale = BUILD(scale),
    .exp = BUILD(exp),
    .log = BUILD(log),
    .log1p = BUILD(log1p),
    .expm1 = BUILD(expm1),
    .multiply_rows = BUILD(multiply_rows),
    .product = BUILD(product),
    .outer_product = BUILD(outer_product),
    .linear_narrow_weights = BUILD(linear_narrow_weights),
    .row_sums = BUILD(row_sums),
    .range = BUILD(range),
    .settle = BUILD(settle),
    .compose = BUILD(compose),
    .pieces_forward = BUILD(pieces_forward),
    .pieces_backward = BUILD(pieces_backward),
    .spline_forward = BUILD(spline_forward),
    .spline_backward = BUILD(spline_backward),
    .spline_backward_input = BUILD(spline_backward_input),
    .spline_inverse = BUILD(spline_inverse),
    .polynomial_forward = BUILD(polynomial_forward),
    .polynomial_backward = BUILD(polynomial_backward),
    .cross_forward = BUILD(cross_forward),
    .cross_backward = BUILD(cross_backward),
    .affine_forward = BUILD(affine_forward),
    .affine_backward = BUILD(affine_backward),
    .affine_inverse = BUILD(affine_inverse),
    .normal_log_density = BUILD(normal_log_density),
    .normal_backward = BUILD(normal_backward),
    .log_sum_exp = BUILD(log_sum_exp),
    .weighted_sum = BUILD(weighted_sum),
    .adam = BUILD(adam),
    .activation_taylor = BUILD(activation_taylor),
    .spline_taylor = BUILD(spline_taylor),
    .polynomial_taylor = BUILD(polynomial_taylor),
    .cross_taylor = BUILD(cross_taylor),
    .affine_taylor = BUILD(affine_taylor),
    .normal_taylor = BUILD(normal_taylor),
};

#undef product_part
#undef load
#undef store
#undef absolute
#undef exp_bounded
#undef exp_full
#undef expm1_full
#undef log_full
#undef log1p_full
#undef spline_bin
#undef clipped_exp
#undef find_bin
#undef is_outside
#undef spline_gradient
#undef differentiate
#undef taylor
#undef taylor_sum
#undef taylor_scaled
#undef taylor_product
#undef taylor_quotient
#undef clip_response
#undef respond
#undef response_jet
#undef axis
#undef sum_axis
#undef EXPM1_SMALL
#undef BOUND
#undef CLIP_BY_TWO
#undef CLIP_BY_ONE

// Poppler drawing on Cairo, with the SVG surface, which it does not include.
#include <poppler.h>
#include <cairo-svg.h>

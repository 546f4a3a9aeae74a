// Pango drawing on Cairo; brings in Pango and GObject.
#include <pango/pangocairo.h>

/* Sv39: see lib/walk.h. */
#define LEVELS 3
#include "walk.h"

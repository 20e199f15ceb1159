/* Five bodies under their gravity, symplectic Euler: additions and products in chains, a square root and a division for each pair. */
#include "real.h"

#define BODIES 5
#define STEP 0.01
struct body { double x[3], v[3], mass; };

/* Masses, distances and speeds of the order of a sun and four planets, in its units; not any known ones. */
static struct body bodies[BODIES] = {
  {{0, 0, 0}, {0, 0, 0}, 40},
  {{5, 1, -0.1}, {-0.6, 2.7, -0.02}, 0.04},
  {{8, 4, -0.4}, {-1.0, 1.8, 0.01}, 0.01},
  {{13, -15, -0.2}, {1.1, 0.9, -0.01}, 0.002},
  {{15, -26, 0.2}, {1.0, 0.6, -0.03}, 0.002},
};

static void advance(void) {
  for (int i = 0; i < BODIES; i++)
    for (int j = i + 1; j < BODIES; j++) {
      struct body *a = &bodies[i], *b = &bodies[j];
      double dx = a->x[0] - b->x[0], dy = a->x[1] - b->x[1], dz = a->x[2] - b->x[2];
      double square = dx * dx + dy * dy + dz * dz;
      double magnitude = STEP / (square * __builtin_sqrt(square));
      double ofB = b->mass * magnitude, ofA = a->mass * magnitude;
      a->v[0] -= dx * ofB;
      a->v[1] -= dy * ofB;
      a->v[2] -= dz * ofB;
      b->v[0] += dx * ofA;
      b->v[1] += dy * ofA;
      b->v[2] += dz * ofA;
    }
  for (int i = 0; i < BODIES; i++)
    for (int k = 0; k < 3; k++) bodies[i].x[k] += STEP * bodies[i].v[k];
}

int main(void) {
  for (int round = 0; round < ROUNDS(1, 1300); round++)
    for (int i = 0; i < 1000; i++) advance();
  for (int i = 0; i < BODIES; i++) line_real("x", bodies[i].x[0]);
  return 0;
}

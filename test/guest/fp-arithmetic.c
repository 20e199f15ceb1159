/* F and D: add, subtract, multiply, divide, root in five rounding modes: results and flags over a table of awkward operands. */
#include "float.h"

int main(void) {
  TO_FLOAT("fadd.d fa0, fa0, fa1", doubles);
  TO_FLOAT("fsub.d fa0, fa0, fa1", doubles);
  TO_FLOAT("fmul.d fa0, fa0, fa1", doubles);
  TO_FLOAT("fdiv.d fa0, fa0, fa1", doubles);
  TO_FLOAT("fsqrt.d fa0, fa0", doubles);
  TO_FLOAT("fadd.s fa0, fa0, fa1", singles);
  TO_FLOAT("fsub.s fa0, fa0, fa1", singles);
  TO_FLOAT("fmul.s fa0, fa0, fa1", singles);
  TO_FLOAT("fdiv.s fa0, fa0, fa1", singles);
  TO_FLOAT("fsqrt.s fa0, fa0", singles);
  return 0;
}

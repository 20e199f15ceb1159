/* F and D: conversions between integers and floating point and between the two formats, in dynamic and static rounding modes. */
#include "float.h"

int main(void) {
  TO_INTEGER("fcvt.w.d a0, fa0", doubles);
  TO_INTEGER("fcvt.wu.d a0, fa0", doubles);
  TO_INTEGER("fcvt.l.d a0, fa0", doubles);
  TO_INTEGER("fcvt.lu.d a0, fa0", doubles);
  TO_INTEGER("fcvt.w.s a0, fa0", singles);
  TO_INTEGER("fcvt.wu.s a0, fa0", singles);
  TO_INTEGER("fcvt.l.s a0, fa0", singles);
  TO_INTEGER("fcvt.lu.s a0, fa0", singles);
  TO_INTEGER("fcvt.l.d a0, fa0, rtz", doubles);
  TO_INTEGER("fcvt.l.d a0, fa0, rdn", doubles);
  TO_INTEGER("fcvt.l.d a0, fa0, rup", doubles);
  TO_INTEGER("fcvt.l.d a0, fa0, rmm", doubles);
  TO_FLOAT("fcvt.d.w fa0, a0", integers);
  TO_FLOAT("fcvt.d.wu fa0, a0", integers);
  TO_FLOAT("fcvt.d.l fa0, a0", integers);
  TO_FLOAT("fcvt.d.lu fa0, a0", integers);
  TO_FLOAT("fcvt.s.w fa0, a0", integers);
  TO_FLOAT("fcvt.s.wu fa0, a0", integers);
  TO_FLOAT("fcvt.s.l fa0, a0", integers);
  TO_FLOAT("fcvt.s.lu fa0, a0", integers);
  TO_FLOAT("fcvt.s.d fa0, fa0", doubles);
  TO_FLOAT("fcvt.d.s fa0, fa0", singles);
  TO_INTEGER("fmv.x.w a0, fa0", singles);
  TO_FLOAT("fmv.w.x fa0, a0", integers);
  TO_FLOAT("fmv.d.x fa0, a0", integers);
  return 0;
}
